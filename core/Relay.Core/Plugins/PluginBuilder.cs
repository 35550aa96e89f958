using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Relay.Core.Expansion;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Deciding;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Core.Handlers.Tables;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;
using Relay.Sdk.Authentication;
using Relay.Sdk.Commands;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Jobs;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Routing;
using Relay.Sdk.Spool;
using Relay.Sdk.Tls;

namespace Relay.Core.Plugins;

/// <summary>Takes down what a plugin registers.</summary>
/// <param name="plugin">Its name, as in plugins.json.</param>
/// <param name="services">The plugin's own services.</param>
/// <param name="settings">The plugin's settings; empty when there are none.</param>
/// <param name="expansion">What lists and expressions of its settings will ask.</param>
/// <param name="errors">Gets what is wrong with them.</param>
internal sealed partial class PluginBuilder(string plugin, IServiceCollection services, SettingsObject settings, ExpansionServices expansion,
    SettingsErrors errors) : IPluginBuilder
{
    private readonly List<HandlerRegistration> handlers = [];
    private readonly List<string> lookups = [];
    private readonly List<string> resolvers = [];
    private readonly Dictionary<string, Type> spoolStores = new(StringComparer.Ordinal);

    private readonly List<ContributedOptions> options = [];

    private volatile bool isClosed;

    public IServiceCollection Services
    {
        get
        {
            RefuseWhenClosed();
            return services;
        }
    }

    /// <summary>The keys that the plugin adds to relay.json.</summary>
    internal IReadOnlyList<ContributedOptions> Options => options;

    /// <summary>In the order of registration.</summary>
    internal IReadOnlyList<HandlerRegistration> Handlers => handlers;

    /// <summary>Classes by the name that spool.store selects.</summary>
    internal IReadOnlyDictionary<string, Type> SpoolStores => spoolStores;

    /// <summary>Names of the lookups, with the instance's.</summary>
    internal IReadOnlyList<string> Lookups => lookups;

    /// <summary>Names of the resolvers, with the instance's.</summary>
    internal IReadOnlyList<string> Resolvers => resolvers;

    /// <summary>The name that tells the entry from others of the plugin; null without one.</summary>
    internal string? Instance { get; init; }

    /// <summary>Whether the plugin asked for its settings.</summary>
    internal bool HasReadSettings { get; private set; }

    /// <summary>Whether what is wrong with the settings has been told already.</summary>
    internal bool HasReported { get; private set; }

    public T Settings<T>()
        where T : class, new()
    {
        RefuseWhenClosed();
        HasReadSettings = true;
        SettingsErrors found = new();
        T bound;
        try
        {
            bound = SettingsBinder.Bind<T>(settings, found, expansion);
        }
        catch (NotSupportedException e)
        {
            throw new PluginSettingsException($"the settings record {typeof(T).Name} cannot be bound: {e.Message}", e);
        }

        return Check(found) ? bound : throw new PluginSettingsException();
    }

    public void Decide<TMoment, THandler>(HandlerOptions? options = null)
        where TMoment : InboundMoment
        where THandler : class, IDecide<TMoment>
    {
        MomentKinds.IndexOf(typeof(TMoment));
        Add<THandler>(typeof(TMoment).Name, options, (table, handler, guard) => table.AddDecision((IDecide<TMoment>?)handler, guard));
    }

    public void DecideOutbound<TMoment, THandler>(HandlerOptions? options = null)
        where TMoment : OutboundMoment
        where THandler : class, IDecideOutbound<TMoment>
    {
        MomentKinds.IndexOf(typeof(TMoment));
        Add<THandler>(typeof(TMoment).Name, options, (table, handler, guard) => table.AddDecision((IDecideOutbound<TMoment>?)handler, guard));
    }

    public void DecideCertificate<THandler>(HandlerOptions? options = null)
        where THandler : class, IDecideCertificate =>
        Add<THandler>(nameof(CertificatePresented), options, (table, handler, guard) => table.AddDecision((IDecideCertificate?)handler, guard));

    public void DecideLogText<THandler>(HandlerOptions? options = null)
        where THandler : class, IDecideLogText =>
        Add<THandler>(nameof(AuthenticationRefused), options, (table, handler, guard) => table.AddDecision((IDecideLogText?)handler, guard));

    public void Observe<TNotice, THandler>(HandlerOptions? options = null)
        where TNotice : Notice
        where THandler : class, IObserve<TNotice>
    {
        NoticeKinds.MaskOf(typeof(TNotice));
        Add<THandler>(typeof(TNotice).Name, options, (table, handler,
            guard) => table.AddObserver(new ObserverSlot<TNotice>((IObserve<TNotice>?)handler, guard)), isObserver: true);
    }

    public void ObserveMany<TNotice, THandler>(HandlerOptions? options = null)
        where TNotice : Notice
        where THandler : class, IObserveMany<TNotice>
    {
        NoticeKinds.MaskOf(typeof(TNotice));
        int batch = options?.Batch ?? new HandlerOptions().Batch;
        if (batch < 1)
            throw new ArgumentException($"a Batch of {batch} notices is none", nameof(options));
        Add<THandler>(
            typeof(TNotice).Name,
            options,
            (table, handler, guard) => table.AddObserver(new BatchObserverSlot<TNotice>((IObserveMany<TNotice>?)handler, guard, batch)),
            isObserver: true);
    }

    public void Filter<THandler>(HandlerOptions? options = null)
        where THandler : class, IMessageFilter =>
        Add<THandler>("filter", options, (table, handler, guard) => table.AddFilter((IMessageFilter?)handler, guard));

    public void Seal<THandler>(SealOptions? options = null)
        where THandler : class, IMessageSeal
    {
        options ??= new SealOptions();
        Add<THandler>("seal", options, (table, handler, guard) => table.AddSeal(options.KeepsEightBit, (IMessageSeal?)handler, guard));
    }

    public void Lookup<THandler>(string name, LookupOptions? options = null)
        where THandler : class, IMailLookup
    {
        RefuseWhenClosed();
        options ??= new LookupOptions();
        LookupCheck.Of(name, options);
        string full = RegisteredNames.Of(name, Instance);
        lookups.Add(full);
        Add<THandler>("lookup", options, (table, handler, guard) => table.AddLookup(full, options, (IMailLookup?)handler, guard));
    }

    public void TlsPolicy<THandler>(TlsPolicyKind kind = TlsPolicyKind.Local, HandlerOptions? options = null)
        where THandler : class, ITlsPolicy
    {
        if (!Enum.IsDefined(kind))
            throw new ArgumentException($"{kind} is no kind of TLS policy", nameof(kind));
        Add<THandler>("tls-policy", options, (table, handler, guard) => table.AddTlsPolicy(kind, (ITlsPolicy?)handler, guard));
    }

    public void Router<THandler>(HandlerOptions? options = null)
        where THandler : class, IRouter =>
        Add<THandler>("router", options, (table, handler, guard) => table.AddRouter((IRouter?)handler, guard));

    public void Authenticator<THandler>(HandlerOptions? options = null)
        where THandler : class, IAuthenticator =>
        Add<THandler>("authenticator", options, (table, handler, guard) => table.AddAuthenticator((IAuthenticator?)handler, guard));

    public void Job<TJob>(JobOptions? options = null)
        where TJob : class, IJob
    {
        options ??= new JobOptions();
        if (!IsPeriod(options.Every) || !IsPeriod(options.FirstRetry))
            throw new ArgumentException("a job's Every and FirstRetry must lie between 1 s and 30 days", nameof(options));
        Add<TJob>("job", new HandlerOptions { Name = options.Name, Timeout = options.Timeout }, static (_, _, _) => { }, job: options);
    }

    public void Command<TCommand>(string name, HandlerOptions? options = null)
        where TCommand : class, ICommand
    {
        if (!CommandName().IsMatch(name))
            throw new ArgumentException($"'{name}' is no name for a command: it takes lower-case letters, digits and hyphens", nameof(name));
        Add<TCommand>("command", (options ?? new HandlerOptions()) with { Name = name }, static (_, _, _) => { });
    }

    public void DnsResolver<TResolver>(string name, HandlerOptions? options = null)
        where TResolver : class, IDnsResolver
    {
        RefuseWhenClosed();
        RegisteredNames.Check(name, "resolver");
        string full = RegisteredNames.Of(name, Instance);
        if (full == ChosenResolver.Own)
            throw new ArgumentException($"the resolver name '{name}' is the relay's own", nameof(name));
        resolvers.Add(full);
        Add<TResolver>("resolver", options, (table, handler, guard) => table.AddResolver(full, (IDnsResolver?)handler, guard));
    }

    public void SpoolStore<TStore>(string name)
        where TStore : class, ISpoolStore
    {
        RefuseWhenClosed();
        RegisteredNames.Check(name, "spool store");
        services.TryAddSingleton<TStore>();
        if (name == "local" || !spoolStores.TryAdd(name, typeof(TStore)))
            throw new ArgumentException($"the spool store name '{name}' is taken", nameof(name));
    }

    public void TransportOptions<T>()
        where T : class, new() => services.AddSingleton<ITransportOptions<T>>(AddOptions<T>(OptionPart.Transport));

    public void ListenerOptions<T>()
        where T : class, new() => services.AddSingleton<IListenerOptions<T>>(AddOptions<T>(OptionPart.Listener));

    public void RelayOptions<T>()
        where T : class, new() => services.AddSingleton<IRelayOptions<T>>(AddOptions<T>(OptionPart.Relay));

    /// <summary>Makes the services of the plugin, and takes no more registrations: Configure has returned, so that they would have no
    /// effect.</summary>
    internal ServiceProvider Close()
    {
        isClosed = true;
        (services as ServiceCollection)?.MakeReadOnly();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    private void RefuseWhenClosed()
    {
        if (isClosed)
            throw new InvalidOperationException("the plugin is configured already; register in Configure");
    }

    private OptionsInForce<T> AddOptions<T>(OptionPart part)
        where T : class, new()
    {
        RefuseWhenClosed();
        try
        {
            var added = new OptionsInForce<T>(plugin, part);
            SettingsBinder.CheckDefaults(typeof(T), expansion);
            options.Add(added);
            return added;
        }
        catch (NotSupportedException e)
        {
            throw new PluginSettingsException($"plugin {plugin}: the options record {typeof(T).Name} cannot be bound: {e.Message}", e);
        }
    }

    private void Add<THandler>(
        string kind,
        HandlerOptions? options,
        Action<HandlerTableBuilder, object?, HandlerGuard> add,
        bool isObserver = false,
        JobOptions? job = null)
        where THandler : class
    {
        RefuseWhenClosed();
        options ??= new HandlerOptions();
        string name = options.Name ?? KebabCase.Of(typeof(THandler).Name);
        if (isObserver && options.OnError == FailurePolicy.Reject)
            throw new ArgumentException($"the handler '{name}' hears notices, which cannot be rejected; use Ignore, or leave OnError out to have " +
                "them tried again", nameof(options));
        HandlerOptionsCheck.Of(name, options);
        if (handlers.Exists(other => other.Name == name && (other.Type != typeof(THandler) || other.Kind == kind)))
            throw new ArgumentException($"two handlers are called '{name}'; give one of them a HandlerOptions.Name", nameof(options));
        services.TryAddSingleton<THandler>();
        handlers.Add(new HandlerRegistration(name, kind, typeof(THandler), options, isObserver, add) { Job = job });
    }

    private static bool IsPeriod(TimeSpan time) => time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(30);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex CommandName();

    // Known by their places, the errors need no repetition in the exception's text.
    private bool Check(SettingsErrors found)
    {
        foreach (SettingsError error in found.All)
        {
            if (error.IsWarning)
                errors.Warn(error.Place, error.Path, error.Message);
            else
                errors.Add(error.Place, error.Path, error.Message);
        }

        HasReported |= found.Any;
        return !found.Any;
    }
}
