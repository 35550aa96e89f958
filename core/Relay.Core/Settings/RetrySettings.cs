using System.ComponentModel;
using Relay.Sdk.Lists;

namespace Relay.Core.Settings;

public sealed record RetrySettings
{
    [Description("Domain list of recipients.")]
    public DomainList Domains { get; init; } = DomainList.Any;

    [Description("Steps separated by semicolons. F,cutoff,interval: fixed intervals; G,cutoff,first,factor: growing ones. Cutoffs count from the " +
        "first failure.")]
    public string Rule { get; init; } = "F,2h,15m; G,16h,1h,1.5; F,4d,6h";
}
