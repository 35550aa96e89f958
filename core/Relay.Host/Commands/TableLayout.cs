namespace Relay.Host.Commands;

/// <summary>Chooses which columns of a table a terminal has room for.</summary>
internal static class TableLayout
{
    // What text that may wrap asks for at the least, and what the frame takes: a line on the left of each column with a space on either side, and one
    // on the right.
    private const int WrappedWidth = 20;
    private const int FramePerColumn = 3;

    /// <returns>The indexes of the columns to show, in their order.</returns>
    public static IReadOnlyList<int> Choose(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        int[] widths = [.. columns.Select((column, index) => Width(column, index, rows))];
        List<int> shown = [.. Enumerable.Range(0, columns.Count)];
        while (shown.Sum(index => widths[index] + FramePerColumn) + 1 > width)
        {
            int last = shown.MaxBy(index => columns[index].Rank);
            if (columns[last].Rank == 0)
                break;
            shown.Remove(last);
        }

        return shown;
    }

    private static int Width(TableColumn column, int index, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int longest = column.Heading.Length;
        foreach (IReadOnlyList<string> row in rows)
            longest = Math.Max(longest, row[index].Length);
        return column.MayWrap ? Math.Min(longest, WrappedWidth) : longest;
    }
}
