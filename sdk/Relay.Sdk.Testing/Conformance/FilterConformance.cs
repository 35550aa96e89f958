using Relay.Core.ContentEditing;
using Relay.Core.Sessions.Receiving.Editing;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Testing.Spool;
using static Relay.Sdk.Testing.Conformance.Promise;

namespace Relay.Sdk.Testing.Conformance;

/// <summary>The promises of <see cref="IMessageFilter"/>.</summary>
public static class FilterConformance
{
    private const string Received = "Received: from client.example by relay.example\r\n";

    private static readonly (string What, string Content)[] Messages =
    [
        ("a plain message", "Subject: trial\r\n\r\nHello\r\n"),
        ("a message without a body", "Subject: trial\r\n"),
        ("a message without fields", "\r\nHello\r\n"),
        ("a message without anything", ""),
        ("a message with a field that is none", "this is no field\r\n\r\nHello\r\n"),
        ("a message with a folded field", "Subject: trial\r\n\tgoes on\r\n\r\nHello\r\n"),
        ("a message with UTF-8 in its fields and body", "Subject: Grüße 😀\r\n\r\nGrüße\r\n"),
        ("a message with control characters", "Subject: a\0b\u0001\r\n\r\n\0\u007f\r\n"),
        ("a message with a line of 100,000 characters", $"Subject: trial\r\n\r\n{new string('x', 100_000)}\r\n"),
        ("a message with 1000 fields", $"{string.Concat(Enumerable.Range(0, 1000).Select(static i => $"X-{i}: y\r\n"))}\r\nHello\r\n"),
        ("a message with a broken MIME structure", "Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\nContent-Transfer-Encoding: " +
            "base64\r\n\r\n====\r\n"),
    ];

    private static readonly Dictionary<string, Func<IMessageFilter, Task>> Known = new()
    {
        ["Every message, however odd, gets an answer that the relay can carry out"] = Answers,
        ["A message with the null reverse-path, to many, and from an authenticated client gets an answer too"] = Envelopes,
        ["Messages at the same time get their own answers"] = AtOnce,
        ["A call whose token has fired comes to an end"] = Ends,
    };

    /// <summary>The names of all promises, as sentences.</summary>
    public static IReadOnlyList<string> Promises { get; } = [.. Known.Keys];

    /// <summary>Verifies one promise.</summary>
    /// <param name="promise">One of <see cref="Promises"/>.</param>
    /// <param name="filter">The filter. One of <see cref="PluginRig.Filters"/> does not throw: there <see cref="RegisteredHandler.Errors"/> tells
    /// besides whether it failed.</param>
    /// <exception cref="ConformanceException">The filter does not keep it.</exception>
    public static Task VerifyAsync(string promise, IMessageFilter filter) => Promise.VerifyAsync(Known, promise, filter);

    private static async Task Answers(IMessageFilter filter)
    {
        foreach ((string what, string content) in Messages)
            await AskAsync(filter, what, SomeMoment.MessageOffered(Received + content));
    }

    private static async Task Envelopes(IMessageFilter filter)
    {
        MessageOffered plain = SomeMoment.MessageOffered(Received + Messages[0].Content);
        await AskAsync(filter, "a message with the null reverse-path",
            plain with { Envelope = plain.Envelope with { ReversePath = Mail.ReversePath.Null } });
        await AskAsync(filter, "a message to 1000 recipients", plain with { Envelope = Some.Envelope(1000) });
        await AskAsync(filter, "a message with an SMTPUTF8 recipient",
            plain with { Envelope = plain.Envelope with { SmtpUtf8 = true, Recipients = [Some.Recipient("jürgen@dest.example")] } });
        await AskAsync(filter, "a message of an authenticated client",
            plain with { Client = Some.Client with { AuthenticatedUser = "alice", MayRelay = true, Tls = Some.Tls } });
    }

    private static async Task AtOnce(IMessageFilter filter)
    {
        string[] alone = new string[Messages.Length];
        for (int i = 0; i < alone.Length; i++)
            alone[i] = await AskAsync(filter, Messages[i].What, SomeMoment.MessageOffered(Received + Messages[i].Content));
        string[] together = await Task.WhenAll(Enumerable.Range(0, alone.Length * 4)
            .Select(
                i => Task.Run(() => AskAsync(filter, Messages[i % alone.Length].What,
                    SomeMoment.MessageOffered(Received + Messages[i % alone.Length].Content)))));
        for (int i = 0; i < together.Length; i++)
            Require(together[i] == alone[i % alone.Length],
                $"{Messages[i % alone.Length].What} gets the kind of answer {together[i]} among many, and alone {alone[i % alone.Length]}");
    }

    private static Task Ends(IMessageFilter filter) =>
        RequireEndAsync(token => filter.FilterAsync(SomeMoment.MessageOffered(Received + Messages[0].Content), token).AsTask());

    /// <returns>The verdict and the kinds of the edits, since values may hold a time or a signature.</returns>
    private static async Task<string> AskAsync(IMessageFilter filter, string what, MessageOffered message)
    {
        FilterResult? result;
        try
        {
            result = await filter.FilterAsync(message, CancellationToken.None);
        }
        catch (Exception e)
        {
            throw new ConformanceException($"{what}: the filter threw {e.GetType().Name}: {e.Message}", e);
        }

        Require(result is not null, $"{what}: the filter answered null");
        var edits = new MessageEdits(message.Envelope);
        foreach (MessageEdit edit in result!.Edits)
        {
            if (MessageEdits.ConcernsHeader(edit))
                edits.Header ??= await HeaderSection.ReadAsync(await StoredAsync(message), hasTrace: true, CancellationToken.None);
            Require(edits.TryApply(edit), $"{what}: the filter asked for an edit that cannot be made: {edit}");
        }

        return $"{result.Verdict.GetType().Name} {string.Join(' ', result.Edits.Select(static edit => edit.GetType().Name))}";
    }

    private static async Task<MemoryContent> StoredAsync(MessageOffered message)
    {
        await using Stream stream = await message.Content.OpenReadAsync(CancellationToken.None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return new MemoryContent(copy.ToArray(), static () => { });
    }
}
