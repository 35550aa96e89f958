using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Authentication;
using Relay.Sdk.Commands;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Jobs;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;
using Relay.Sdk.Spool;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Plugins;

/// <summary>What a plugin registers with. Handlers are classes made by the plugin's own service provider.</summary>
/// <remarks>Only for <see cref="IRelayPlugin.Configure"/>: every member throws <see cref="InvalidOperationException"/> once that has
/// returned.</remarks>
public interface IPluginBuilder
{
    /// <summary>The plugin's own services. Loggers, a <see cref="TimeProvider"/>, <see cref="Dns.IDnsResolver"/>,
    /// <see cref="Submission.ISubmission"/>, <see cref="Expressions.IExpressions"/> and <see cref="IPluginContext"/> are there already.</summary>
    IServiceCollection Services { get; }

    /// <summary>Reads this plugin's <c>settings</c> of plugins.json: unknown keys and bad values are errors with path and line.</summary>
    /// <typeparam name="T">A record with a documented default for each property; data annotations are checked.</typeparam>
    /// <exception cref="PluginSettingsException">The settings are wrong.</exception>
    T Settings<T>()
        where T : class, new();

    /// <summary>Adds the plugin's own keys to each transport in relay.json. Handlers take <see cref="ITransportOptions{T}"/> by
    /// constructor.</summary>
    /// <typeparam name="T">A record with a documented default for each property; data annotations are checked.</typeparam>
    /// <exception cref="PluginSettingsException">Settings cannot hold such a record.</exception>
    /// <remarks>A key that the relay itself or another plugin has there too is an error that stops the start.</remarks>
    void TransportOptions<T>()
        where T : class, new();

    /// <summary>Adds the plugin's own keys to each listener in relay.json. Handlers take <see cref="IListenerOptions{T}"/> by constructor.</summary>
    /// <typeparam name="T">As for a transport.</typeparam>
    /// <exception cref="PluginSettingsException">Settings cannot hold such a record.</exception>
    void ListenerOptions<T>()
        where T : class, new();

    /// <summary>Adds the plugin's own keys to the top of relay.json. Handlers take <see cref="IRelayOptions{T}"/> by constructor.</summary>
    /// <typeparam name="T">As for a transport.</typeparam>
    /// <exception cref="PluginSettingsException">Settings cannot hold such a record.</exception>
    void RelayOptions<T>()
        where T : class, new();

    /// <summary>Registers a decision about clients.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Decide<TMoment, THandler>(HandlerOptions? options = null)
        where TMoment : InboundMoment
        where THandler : class, IDecide<TMoment>;

    /// <summary>Registers a decision about hosts that mail is sent to.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void DecideOutbound<TMoment, THandler>(HandlerOptions? options = null)
        where TMoment : OutboundMoment
        where THandler : class, IDecideOutbound<TMoment>;

    /// <summary>Registers a decision about certificates.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void DecideCertificate<THandler>(HandlerOptions? options = null)
        where THandler : class, IDecideCertificate;

    /// <summary>Registers a handler that words the log line about a failed authentication.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void DecideLogText<THandler>(HandlerOptions? options = null)
        where THandler : class, IDecideLogText;

    /// <summary>Registers a notice handler.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Observe<TNotice, THandler>(HandlerOptions? options = null)
        where TNotice : Notice
        where THandler : class, IObserve<TNotice>;

    /// <summary>Registers a handler that takes several notices at once, up to <see cref="HandlerOptions.Batch"/>.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void ObserveMany<TNotice, THandler>(HandlerOptions? options = null)
        where TNotice : Notice
        where THandler : class, IObserveMany<TNotice>;

    /// <summary>Registers a message filter.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Filter<THandler>(HandlerOptions? options = null)
        where THandler : class, IMessageFilter;

    /// <summary>Registers a seal: a signer, which is asked when nothing of a message changes any more.</summary>
    /// <param name="options">How it is called, and what content it wants. Its order is that among the seals.</param>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Seal<THandler>(SealOptions? options = null)
        where THandler : class, IMessageSeal;

    /// <summary>Registers a lookup under a name. Of an entry with <c>instance</c>, the name gets the instance's behind a dot, as in
    /// <c>redis.two</c>.</summary>
    /// <param name="name">Lower-case words of letters, digits and _, joined by - or a dot. Two lookups of one name are an error of <c>relay check</c>
    /// and of the start.</param>
    /// <param name="options">How it is called, and what the relay may do in front of it.</param>
    /// <exception cref="ArgumentException">The name or the options are not of that form.</exception>
    void Lookup<THandler>(string name, LookupOptions? options = null)
        where THandler : class, IMailLookup;

    /// <summary>Registers a TLS policy.</summary>
    /// <param name="kind">What the policy stands on; the relay ranks it by this, and not by a name.</param>
    /// <param name="options">How it is called.</param>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void TlsPolicy<THandler>(TlsPolicyKind kind = TlsPolicyKind.Local, HandlerOptions? options = null)
        where THandler : class, ITlsPolicy;

    /// <summary>Registers a router.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Router<THandler>(HandlerOptions? options = null)
        where THandler : class, IRouter;

    /// <summary>Registers an authenticator.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Authenticator<THandler>(HandlerOptions? options = null)
        where THandler : class, IAuthenticator;

    /// <summary>Registers work that is done now and then while the plugin runs.</summary>
    /// <param name="options">When; null for once an hour, and at the start.</param>
    /// <exception cref="ArgumentException">The options are out of range, or another handler of the plugin has the name.</exception>
    void Job<TJob>(JobOptions? options = null)
        where TJob : class, IJob;

    /// <summary>Registers a command for operators: <c>relay plugin call ID NAME</c>.</summary>
    /// <param name="name">Lower-case letters, digits and hyphens; unique among the plugin's handlers.</param>
    /// <param name="options">How it is called; their name is not used.</param>
    /// <exception cref="ArgumentException">The name is not of that form, or taken.</exception>
    void Command<TCommand>(string name, HandlerOptions? options = null)
        where TCommand : class, ICommand;

    /// <summary>Registers a DNS resolver under the name that <c>dns.resolver</c> selects: then all questions of the relay and of plugins go to
    /// it.</summary>
    /// <param name="name">Lower-case words of letters, digits and _, joined by - or a dot. Of an entry with <c>instance</c>, the name gets the
    /// instance's behind a dot. Two resolvers of one name are an error of <c>relay check</c> and of the start.</param>
    /// <param name="options">How it is called.</param>
    /// <exception cref="ArgumentException">The name is not of that form, or the relay's own.</exception>
    void DnsResolver<TResolver>(string name, HandlerOptions? options = null)
        where TResolver : class, IDnsResolver;

    /// <summary>Registers a spool store under the name that <c>spool.store</c> selects.</summary>
    /// <param name="name">As for a resolver; not <c>local</c>, which is the relay's own.</param>
    /// <exception cref="ArgumentException">The name is not of that form, taken, or the relay's own.</exception>
    void SpoolStore<TStore>(string name)
        where TStore : class, ISpoolStore;
}
