using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>A queue filter as the query of a URL. What is not understood whole is refused: a misspelt name must not select everything.</summary>
internal static class QueueQuery
{
    private static readonly string[] Names = ["id", "destination", "sender", "recipient", "held", "all", "limit"];

    /// <summary>Which entries to list.</summary>
    public static string Write(QueueFilter filter) => Write(filter, all: null, reason: null);

    /// <summary>Which entries to change; a filter without criteria asks for all of them in so many words.</summary>
    /// <param name="reason">Empty for none.</param>
    public static string WriteChange(QueueFilter filter, string reason) =>
        Write(filter, Selects(filter) ? null : "true", reason.Length == 0 ? null : reason);

    /// <exception cref="FormatException">A name is unknown or repeated, or a value is not what it should be.</exception>
    public static QueueFilter Read(IQueryCollection query)
    {
        Demand(query, Names);
        // A list is of all anyway; a wrong value is wrong here as well.
        _ = AsksForAll(query);
        return Filter(query);
    }

    /// <summary>Reads which entries to change, and why.</summary>
    /// <returns>The reason is empty when none is given; only a bounce may have one.</returns>
    /// <exception cref="FormatException">As above; or nothing is selected, nor are all entries asked for.</exception>
    public static (QueueFilter Filter, string Reason) ReadChange(IQueryCollection query, QueueChange change)
    {
        Demand(query, change == QueueChange.Bounce ? [.. Names, "reason"] : Names);
        QueueFilter filter = Filter(query);
        if (!AsksForAll(query) && !Selects(filter))
            throw new FormatException("say which mail: id, destination, sender, recipient or held; or all=true");
        return (filter, query["reason"].ToString());
    }

    /// <exception cref="FormatException">It is no message id.</exception>
    public static MessageId ReadId(string text) =>
        MessageId.TryParse(text, out MessageId id) ? id : throw new FormatException($"'{text}' is not a message id, which has 13 characters");

    private static string Write(QueueFilter filter, string? all, string? reason)
    {
        var query = new StringBuilder();
        Add("id", filter.MessageId?.ToString());
        Add("destination", filter.Destination);
        Add("sender", filter.ReversePath);
        Add("recipient", filter.Recipient);
        Add("held", filter.Held?.ToString());
        Add("limit", filter.Limit?.ToString(CultureInfo.InvariantCulture));
        Add("all", all);
        Add("reason", reason);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static bool Selects(QueueFilter filter) => filter with { Limit = null } != new QueueFilter();

    private static void Demand(IQueryCollection query, string[] names)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (!names.Contains(name))
                throw new FormatException($"'{name}' is unknown here; expected {string.Join(", ", names)}");
            if (values.Count > 1)
                throw new FormatException($"'{name}' is there {values.Count} times");
        }
    }

    private static QueueFilter Filter(IQueryCollection query) => new()
    {
        MessageId = Value("id", query) is { } id ? ReadId(id) : null,
        Destination = Value("destination", query),
        ReversePath = Value("sender", query),
        Recipient = Value("recipient", query),
        Held = Value("held", query) is { } held ? Flag("held", held) : null,
        Limit = Value("limit", query) is { } limit ? Count("limit", limit) : null,
    };

    private static bool AsksForAll(IQueryCollection query) => Value("all", query) is { } all && Flag("all", all);

    private static string? Value(string name, IQueryCollection query) => query.TryGetValue(name, out StringValues value) ? value.ToString() : null;

    private static bool Flag(string name, string text) =>
        bool.TryParse(text, out bool value) ? value : throw new FormatException($"{name}: found '{text}', expected true or false");

    private static int Count(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new FormatException($"{name}: found '{text}', expected a number from 1 to {int.MaxValue}");
}
