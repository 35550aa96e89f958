using System.Text;
using Relay.Core.ContentEditing;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Core.Handlers.Tables;
using Relay.Core.Plugins;
using Relay.Core.Sessions.Receiving.Editing;
using Relay.Sdk.Commands;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;
using Relay.Sdk.Testing.Spool;

namespace Relay.Sdk.Testing;

/// <content>Calls the handlers.</content>
public sealed partial class PluginRig
{
    private static readonly TimeSpan RealPause = TimeSpan.FromMilliseconds(1);

    private CancellationToken Ending => plugins.Options.Ending;

    /// <summary>Asks all handlers of a moment in order; the first verdict other than Continue wins.</summary>
    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment)
        where TMoment : InboundMoment => plugins.Host.Handlers.DecideAsync(moment, Ending);

    /// <summary>Asks all handlers of an outbound moment in order; the first verdict other than Continue wins.</summary>
    public ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment)
        where TMoment : OutboundMoment => plugins.Host.Handlers.DecideOutboundAsync(moment, Ending);

    /// <summary>Asks all handlers about a certificate in order; the first verdict other than Accept wins.</summary>
    public ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment) =>
        plugins.Host.Handlers.DecideCertificateAsync(moment, Ending);

    /// <summary>Asks the handlers that word the log line about a failed login; the first that does wins.</summary>
    public ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment) =>
        plugins.Host.Handlers.DecideLogTextAsync(moment, Ending);

    /// <summary>Tells a notice to all observers that hear it, once.</summary>
    /// <returns>The observers that took it, and those that failed.</returns>
    public ValueTask<NoticeTelling> TellAsync(Notice notice) => TellAsync([notice]);

    /// <summary>Tells notices in order to all observers that hear them, once; an <see cref="IObserveMany{TNotice}"/> gets as many at a time as it
    /// takes.</summary>
    /// <returns>The observers that took them, and those that failed; an observer that fails is not told those behind.</returns>
    public async ValueTask<NoticeTelling> TellAsync(IReadOnlyList<Notice> notices)
    {
        HandlerTableBuilder observers = new();
        foreach (PluginHandler handler in plugins.Host.Registered.Where(static handler => handler.Registration.IsObserver))
            handler.AddTo(observers);
        List<string> takenBy = [];
        List<string> failedIn = [];
        foreach (bool live in (bool[])[false, true])
        {
            foreach ((string name, ObserverGroup group) in observers.Observers(live))
            {
                Notice[] heard = [.. notices.Where(notice => notice is ConnectionNotice == live
                    && (group.Mask & NoticeKinds.MaskOf(notice.GetType())) != 0)];
                if (heard.Length > 0)
                    (await TellAsync(group, heard) ? takenBy : failedIn).Add(name);
            }
        }

        return new NoticeTelling(takenBy, failedIn);
    }

    /// <summary>Lets all filters see a message, each with the edits of those before it, as the relay does at the end of data.</summary>
    /// <param name="message">The message. The relay's Received field is put on top of its content when there is none.</param>
    /// <returns>The verdict, and the message as it would be taken.</returns>
    public async ValueTask<FilteredMessage> FilterAsync(MessageOffered message)
    {
        byte[] octets = await ReadAsync(message.Content);
        if (!octets.AsSpan().StartsWith("Received:"u8))
            octets = [.. Encoding.UTF8.GetBytes($"Received: from {message.Client.Helo} by {plugins.Settings.Hostname} id {message.MessageId}\r\n"),
                .. octets];
        var content = new MemoryContent(octets, static () => { });
        var edits = new MessageEdits(message.Envelope);
        foreach (IMessageFilter filter in Filters)
        {
            FilterResult result = await filter.FilterAsync(Offered(), Ending);
            if (result.Verdict != Verdict.Continue)
                return new FilteredMessage(result.Verdict, edits.Envelope, Encoding.UTF8.GetString(octets));
            foreach (MessageEdit edit in result.Edits)
            {
                if (MessageEdits.ConcernsHeader(edit))
                    edits.Header ??= await HeaderSection.ReadAsync(content, hasTrace: true, Ending);
                if (!edits.TryApply(edit))
                    throw new RigException($"a filter asked for an edit that cannot be made ({edit}); the relay would defer the message");
            }
        }

        return new FilteredMessage(Verdict.Continue, edits.Envelope, Encoding.UTF8.GetString(await ReadAsync(Offered().Content)));

        MessageOffered Offered() =>
            message with { Envelope = edits.Envelope, Content = edits.Header is null ? content : new EditedContent(edits.Header, content) };
    }

    /// <summary>Runs a job once, now.</summary>
    /// <param name="name">The job's name, as in <see cref="Handlers"/>; null for the only one.</param>
    public async ValueTask<JobRun> RunJobAsync(string? name = null)
    {
        PluginHandler[] found = [.. plugins.Host.Registered.Where(handler => handler.Registration.Job is not null
            && (name is null || handler.Registration.Name == name))];
        if (found is not [var job])
            throw new ArgumentException($"{found.Length} jobs{(name is null ? "" : $" are called '{name}'")}; these are there: " +
                $"{string.Join(", ", Names(static handler => handler.Registration.Job is not null))}", nameof(name));
        return await job.RunJobOnceAsync(plugins.Options.Time, plugins.Log.CreateLogger("jobs"), Ending) is { } problem ? new JobRun.Failed(problem)
            : new JobRun.Done();
    }

    /// <summary>Carries out a command, as <c>relay plugin call</c> does.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public async ValueTask<CommandAnswer> CallAsync(string command, params IReadOnlyList<string> arguments)
    {
        foreach (PluginRecord plugin in plugins.Host.List())
        {
            if (await plugins.Host.CallAsync(plugin.Name, command, arguments, CancellationToken.None) is { } answer)
                return answer;
        }

        throw new ArgumentException(
            $"there is no command '{command}'; these are there: {string.Join(", ", Names(static handler => handler.Registration.Kind == "command"))}",
            nameof(command));
    }

    /// <summary>Moves the clock step by step, with a real millisecond after each, until something that waits for it has come to its end, such as a
    /// call that its deadline ends.</summary>
    /// <param name="waiting">What waits.</param>
    /// <param name="step">How far the clock goes at a time; a second when not given.</param>
    /// <exception cref="TimeoutException">It did not end within 30 real seconds.</exception>
    public async Task<T> PassTimeUntilAsync<T>(Task<T> waiting, TimeSpan? step = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!waiting.IsCompleted)
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException("what the test waits for does not depend on the clock");
            Clock.Advance(step ?? TimeSpan.FromSeconds(1));

            // A handler that the step has woken runs on a thread of its own: on a busy machine the clock would pass its deadline before it has run.
            await Task.WhenAny(waiting, Task.Delay(RealPause, TimeProvider.System));
        }

        return await waiting;
    }

    private async ValueTask<bool> TellAsync(ObserverGroup group, Notice[] notices)
    {
        for (int told = 0; told < notices.Length;)
        {
            (int count, HandlerFailure? failure) = await group.OfferAsync(notices, told, Ending);
            if (failure is not null)
                return false;
            told += count;
        }

        return true;
    }

    private IEnumerable<string> Names(Func<PluginHandler, bool> wanted) =>
        plugins.Host.Registered.Where(wanted).Select(static handler => handler.Registration.Name);

    private async ValueTask<byte[]> ReadAsync(IMessageContent content)
    {
        await using Stream stream = await content.OpenReadAsync(Ending);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Ending);
        return copy.ToArray();
    }
}
