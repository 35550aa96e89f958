using Relay.Core.Handlers.Answering;
using Relay.Core.Settings;
using Relay.Core.Tests.Delivery;
using Relay.Core.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Tls;

/// <summary>Which of several answers holds, whatever the order in which the policies stand in plugins.json.</summary>
public sealed class PolicyCompositionTests
{
    // The rule as one list: of the answers that are there, the uppermost is named.
    private static readonly (TlsPolicyKind Kind, TlsStrength Strength)[] Ranks =
    [
        (TlsPolicyKind.Dane, TlsStrength.SkipHost),
        (TlsPolicyKind.Dane, TlsStrength.Verify),
        (TlsPolicyKind.MtaSts, TlsStrength.SkipHost),
        (TlsPolicyKind.Local, TlsStrength.SkipHost),
        (TlsPolicyKind.MtaSts, TlsStrength.Verify),
        (TlsPolicyKind.Local, TlsStrength.Verify),
        (TlsPolicyKind.Dane, TlsStrength.Encrypt),
        (TlsPolicyKind.MtaSts, TlsStrength.Encrypt),
        (TlsPolicyKind.Local, TlsStrength.Encrypt),
        (TlsPolicyKind.Dane, TlsStrength.TryVerify),
        (TlsPolicyKind.MtaSts, TlsStrength.TryVerify),
        (TlsPolicyKind.Local, TlsStrength.TryVerify),
    ];

    private static readonly (TlsPolicyKind Kind, TlsStrength Strength)[] All =
        [.. Enum.GetValues<TlsPolicyKind>().SelectMany(kind => Enum.GetValues<TlsStrength>().Select(strength => (kind, strength)))];

    [Fact]
    public void Of_every_pair_in_both_orders_the_stronger_answer_holds()
    {
        foreach ((TlsPolicyKind, TlsStrength) one in All)
        {
            foreach ((TlsPolicyKind, TlsStrength) other in All)
                Check(one, other);
        }
    }

    [Fact]
    public void Of_every_three_in_every_order_the_strongest_answer_holds()
    {
        foreach ((TlsPolicyKind, TlsStrength) one in All)
        {
            foreach ((TlsPolicyKind, TlsStrength) other in All)
            {
                foreach ((TlsPolicyKind, TlsStrength) third in All)
                    Check(one, other, third);
            }
        }
    }

    [Theory]
    [InlineData("dane encrypt, local verify", "local", true, true, false)]
    [InlineData("local try-verify, local verify", "local", true, true, false)]
    [InlineData("sts try-verify, local verify", "local", true, true, false)]
    [InlineData("sts try-verify, local encrypt", "local", true, false, false)]
    [InlineData("sts verify, dane encrypt", "sts", true, true, false)]
    [InlineData("sts verify, local skip-host", "local", true, false, true)]
    [InlineData("dane verify, local skip-host", "dane", true, true, false)]
    [InlineData("dane verify, sts skip-host", "dane", true, true, false)]
    [InlineData("dane skip-host, sts verify", "dane", true, false, true)]
    [InlineData("dane try-verify, sts none", "dane", false, false, false)]
    [InlineData("dane none, local none", "transport", false, false, false)]
    public void What_holds_is_enforced(string said, string decidedBy, bool required, bool mustVerify, bool skipped)
    {
        TlsPlan plan = PolicyComposition.Compose(TransportTls.Opportunistic, [.. said.Split(", ").Select(Parse)]);

        plan.DecidedBy.ShouldBe(decidedBy);
        plan.Required.ShouldBe(required);
        plan.MustVerify.ShouldBe(mustVerify);
        (plan.SkipReason is not null).ShouldBe(skipped);
    }

    [Fact]
    public void A_rank_is_that_of_the_kind_whatever_the_policy_is_called()
    {
        PolicyAnswer dane = Named("z", TlsPolicyKind.Dane, TlsRequirement.Verify("records"));
        PolicyAnswer local = Named("dane", TlsPolicyKind.Local, TlsRequirement.SkipHost("not that one", TlsResultTypes.ValidationFailure));
        PolicyAnswer sts = Named("local", TlsPolicyKind.MtaSts, TlsRequirement.Verify("policy"));

        PolicyComposition.Compose(TransportTls.Opportunistic, [local, sts, dane]).DecidedBy.ShouldBe("z");
        PolicyComposition.Compose(TransportTls.Opportunistic, [sts, local]).DecidedBy.ShouldBe("dane",
            "skip-host is stronger than verify, and a name makes nothing final");
        PolicyComposition.Compose(TransportTls.Opportunistic,
            [Named("dane", TlsPolicyKind.Local, TlsRequirement.Verify("pins")), sts]).DecidedBy.ShouldBe("local",
            "MTA-STS ranks above the relay's own");
    }

    [Fact]
    public void Every_policy_that_says_verify_must_be_satisfied_but_beside_dane()
    {
        MustVerify("sts verify, local verify").ShouldBe(["sts", "local"]);
        MustVerify("local verify, dane encrypt, sts try-verify").ShouldBe(["local"]);
        MustVerify("local verify, sts verify, dane verify").ShouldBe(["dane"]);
        MustVerify("dane skip-host, local verify").ShouldBeEmpty();

        static string[] MustVerify(string said) =>
            [.. PolicyComposition.Compose(TransportTls.Opportunistic, [.. said.Split(", ").Select(Parse)]).Answers.Where(answer => answer.MustVerify)
                .Select(answer => answer.Policy.Name)];
    }

    [Theory]
    [InlineData(TransportTls.Required)]
    [InlineData(TransportTls.Implicit)]
    public void A_setting_that_asks_for_more_than_the_policies_holds(TransportTls setting)
    {
        TlsPlan plan = PolicyComposition.Compose(setting, [Parse("sts try-verify")]);

        plan.DecidedBy.ShouldBe("transport");
        plan.Required.ShouldBeTrue();
        plan.IsLookedAt.ShouldBeTrue();
    }

    [Fact]
    public void A_policy_that_could_not_say_leaves_the_host_out_even_beside_dane()
    {
        PolicyAnswer failed = Answer(TlsPolicyKind.Local,
            TlsRequirement.SkipHost("incident", TlsResultTypes.ValidationFailure) with { IsFailure = true });

        TlsPlan plan = PolicyComposition.Compose(TransportTls.Opportunistic, [Parse("dane verify"), failed]);

        plan.DecidedBy.ShouldBe("local");
        plan.SkipReason.ShouldBe("incident (validation-failure)");
    }

    [Fact]
    public void The_server_name_is_the_one_of_the_policy_that_must_verify()
    {
        PolicyAnswer local = Answer(TlsPolicyKind.Local, TlsRequirement.Verify("pinned") with { ServerName = "local.test" });
        PolicyAnswer sts = Answer(TlsPolicyKind.MtaSts, TlsRequirement.TryVerify("testing") with { ServerName = "sts.test" });

        PolicyComposition.Compose(TransportTls.Opportunistic, [sts, local]).ServerName.ShouldBe("local.test");
        PolicyComposition.Compose(TransportTls.Opportunistic, [sts]).ServerName.ShouldBe("sts.test");
        PolicyComposition.Compose(TransportTls.Opportunistic, [sts, Parse("local verify")]).ServerName.ShouldBeNull();
    }

    private static void Check(params (TlsPolicyKind Kind, TlsStrength Strength)[] said)
    {
        TlsPlan plan = PolicyComposition.Compose(TransportTls.Opportunistic, [.. said.Select(one => Answer(one.Kind, Requirement(one.Strength)))]);

        string text = string.Join(", ", said);
        if (said.All(one => one.Strength == TlsStrength.None))
        {
            plan.DecidedBy.ShouldBe("transport", text);
            return;
        }

        (TlsPolicyKind kind, TlsStrength strength) = Ranks.First(said.Contains);
        plan.DecidedBy.ShouldBe(NameOf(kind), text);
        plan.Reason.ShouldBe(strength.ToString(), text);
        plan.Answers.Where(answer => answer.Holds).ShouldAllBe(answer => answer.Requirement.Strength == strength, text);
        plan.Answers.Count.ShouldBe(said.Count(one => one.Strength > TlsStrength.None), text);
        plan.Required.ShouldBe(strength >= TlsStrength.Encrypt, text);
        plan.MustVerify.ShouldBe(strength == TlsStrength.Verify, text);
        (plan.SkipReason is not null).ShouldBe(strength == TlsStrength.SkipHost, text);
    }

    private static PolicyAnswer Parse(string text)
    {
        string[] words = text.Split(' ');
        return Answer(
            Enum.GetValues<TlsPolicyKind>().Single(kind => NameOf(kind) == words[0]),
            Requirement(Enum.Parse<TlsStrength>(words[1].Replace("-", "", StringComparison.Ordinal), ignoreCase: true)));
    }

    private static PolicyAnswer Answer(TlsPolicyKind kind, TlsRequirement requirement) => Named(NameOf(kind), kind, requirement);

    private static PolicyAnswer Named(string name, TlsPolicyKind kind, TlsRequirement requirement) =>
        new(new NamedTlsPolicy(name, kind, new FakeTlsPolicy(requirement)), requirement);

    private static string NameOf(TlsPolicyKind kind) => kind == TlsPolicyKind.MtaSts ? "sts" : kind.ToString().ToLowerInvariant();

    private static TlsRequirement Requirement(TlsStrength strength) => strength switch
    {
        TlsStrength.TryVerify => TlsRequirement.TryVerify("TryVerify"),
        TlsStrength.Encrypt => TlsRequirement.Encrypt("Encrypt"),
        TlsStrength.Verify => TlsRequirement.Verify("Verify"),
        TlsStrength.SkipHost => TlsRequirement.SkipHost("SkipHost", TlsResultTypes.DnssecInvalid),
        _ => TlsRequirement.None,
    };
}
