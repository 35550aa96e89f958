using System.Globalization;
using System.Text;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>A queue filter as the query of a URL.</summary>
internal static class QueueQuery
{
    public static string Write(QueueFilter filter)
    {
        var query = new StringBuilder();
        Add("id", filter.MessageId?.ToString());
        Add("destination", filter.Destination);
        Add("sender", filter.ReversePath);
        Add("recipient", filter.Recipient);
        Add("held", filter.Held?.ToString());
        Add("limit", filter.Limit?.ToString(CultureInfo.InvariantCulture));
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    /// <param name="values">The query's values by name; null when absent.</param>
    /// <exception cref="FormatException">A value is not what it should be.</exception>
    public static QueueFilter Read(Func<string, string?> values) => new()
    {
        MessageId = values("id") is { } id ? ReadId(id) : null,
        Destination = values("destination"),
        ReversePath = values("sender"),
        Recipient = values("recipient"),
        Held = values("held") is { } held ? bool.Parse(held) : null,
        Limit = values("limit") is { } limit ? int.Parse(limit, NumberStyles.None, CultureInfo.InvariantCulture) : null,
    };

    /// <exception cref="FormatException">It is no message id.</exception>
    public static MessageId ReadId(string text) =>
        MessageId.TryParse(text, out MessageId id) ? id : throw new FormatException($"'{text}' is not a message id, which has 13 characters");
}
