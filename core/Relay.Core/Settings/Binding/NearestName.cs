namespace Relay.Core.Settings.Binding;

/// <summary>Finds the known name that is nearest to a misspelt one.</summary>
public static class NearestName
{
    // What is longer is no misspelt name, and takes long to compare.
    private const int MaxChars = 200;

    /// <summary>The known name with the fewest letters changed; null when none is near.</summary>
    public static string? Of(string found, IEnumerable<string> known)
    {
        if (found.Length > MaxChars)
            return null;
        string? nearest = null;
        int least = 1 + (found.Length < 4 ? 1 : Math.Max(2, found.Length / 3));
        foreach (string name in known)
        {
            int distance = Distance(found.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance >= least)
                continue;
            least = distance;
            nearest = name;
        }

        return nearest;
    }

    /// <summary>The end of an error message: <c>; did you mean 'x'?</c>, or the known names, or nothing when there are none.</summary>
    public static string Hint(string found, IReadOnlyCollection<string> known)
    {
        if (Of(found, known) is { } nearest)
            return $"; did you mean '{nearest}'?";
        return known.Count == 0 ? "" : $"; known here: {string.Join(", ", known)}";
    }

    // Levenshtein: letters added, left out or exchanged.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
