namespace Relay.Host.Commands;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Rank">Columns with a higher rank give way first where the terminal is narrow; one of rank 0 never does.</param>
/// <param name="MayWrap">Whether its text may go on in the next line. Ids may not: they are to be copied.</param>
internal sealed record TableColumn(string Heading, int Rank = 0, bool MayWrap = false);
