using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core.Expansion;
using Relay.Sdk.Dns;
using Relay.Sdk.Expressions;
using Relay.Sdk.Plugins;
using Relay.Sdk.Submission;

namespace Relay.Core.Plugins;

/// <summary>What each plugin finds in its service collection. The relay's own provider is never handed out.</summary>
internal static class PluginServices
{
    internal static ServiceCollection For(IPluginContext context, PluginLoggerFactory loggers, TimeProvider time, IDnsResolver dns,
        ISubmission submission)
    {
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(loggers);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(time);
        services.AddSingleton(dns);
        services.AddSingleton(context);
        services.AddSingleton(submission);
        services.AddSingleton<IExpressions>(new ExpressionParser());
        return services;
    }
}
