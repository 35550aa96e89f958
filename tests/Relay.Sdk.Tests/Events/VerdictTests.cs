using System.Reflection;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Tests.Events;

public sealed class VerdictTests
{
    private static readonly SmtpReply Taken = new(250, "2.0.0", "Taken");
    private static readonly SmtpReply Later = new(451, "4.7.1", "Later");
    private static readonly SmtpReply Never = new(550, "5.7.1", "Never");

    // The answers of handlers: abstract records that only their nested cases can construct.
    public static TheoryData<Type> Answers =>
        [.. typeof(Verdict).Assembly.GetExportedTypes().Where(static type => type.IsAbstract && type.GetNestedTypes().Any(type.IsAssignableFrom)
        && type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Any(static constructor => constructor.IsPrivate))];

    [Fact]
    public void Each_verdict_takes_replies_of_its_own_class_only()
    {
        Verdict.Defer(Later).ShouldBeOfType<Verdict.Deferred>().Reply.ShouldBe(Later);
        Verdict.Reject(Never).ShouldBeOfType<Verdict.Rejected>().Reply.ShouldBe(Never);
        Verdict.Disconnect(Later).ShouldBeOfType<Verdict.Disconnected>().Reply.ShouldBe(Later);
        Verdict.Disconnect(Never).ShouldBeOfType<Verdict.Disconnected>().Reply.ShouldBe(Never);
        Verdict.Defer(Later).ShouldBe(Verdict.Defer(Later));
        foreach (Func<Verdict> wrong in new Func<Verdict>[]
        {
            () => Verdict.Defer(Taken), () =>
                Verdict.Defer(Never), () => Verdict.Reject(Taken), () => Verdict.Reject(Later), () => Verdict.Disconnect(Taken),
        })
            Should.Throw<ArgumentException>(wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t")]
    public void A_refusal_has_a_reason(string? reason)
    {
        Should.Throw<ArgumentException>(() => HostVerdict.SkipHost(reason!));
        Should.Throw<ArgumentException>(() => CertificateVerdict.Refuse(reason!));
    }

    [Fact]
    public void A_reason_is_one_line()
    {
        HostVerdict.SkipHost("two\r\nlines \u001b[2J").ShouldBe(HostVerdict.SkipHost("two  lines  [2J"));
        CertificateVerdict.Refuse("two\nlines").ShouldBeOfType<CertificateVerdict.Refused>().Reason.ShouldBe("two lines");
    }

    [Fact]
    public void A_filter_either_edits_or_refuses()
    {
        FilterResult.Refuse(Verdict.Defer(Later)).Edits.ShouldBeEmpty();
        FilterResult.Edit(new MessageEdit.RemoveHeader("X-A")).Verdict.ShouldBe(Verdict.Continue);
        Should.Throw<ArgumentException>(() => FilterResult.Refuse(Verdict.Continue));
        Should.Throw<ArgumentException>(() => FilterResult.Refuse(null!));
        Should.Throw<ArgumentException>(() => FilterResult.Edit([null!]));
    }

    [Theory]
    [InlineData("X-A\r\nBcc", "x")]
    [InlineData("X A", "x")]
    [InlineData("X:A", "x")]
    [InlineData("X-Ä", "x")]
    [InlineData("", "x")]
    [InlineData("X-A", "x\r\nBcc: evil@evil.example")]
    [InlineData("X-A", "x\0")]
    public void No_edit_adds_a_field_that_cannot_stand_in_a_header(string name, string value)
    {
        Should.Throw<ArgumentException>(() => new MessageEdit.AddHeader(name, value));
        if (value == "x")
            Should.Throw<ArgumentException>(() => new MessageEdit.RemoveHeader(name));
        Should.Throw<ArgumentException>(() => new MessageEdit.AddHeader(new string('X', 77), "x"));
        new MessageEdit.AddHeader("X-A", "Grüße\tx").Value.ShouldBe("Grüße\tx");
    }

    [Fact]
    public void No_edit_is_made_of_nothing()
    {
        Should.Throw<ArgumentException>(() => new MessageEdit.AddHeader(null!, "x"));
        Should.Throw<ArgumentException>(() => new MessageEdit.AddHeader("X-A", null!));
        Should.Throw<ArgumentException>(() => new MessageEdit.RemoveHeader(null!));
        Should.Throw<ArgumentException>(() => new MessageEdit.AddRecipient(null!));
        Should.Throw<ArgumentException>(() => new MessageEdit.AddRecipient(new EnvelopeRecipient { Mailbox = null! }));
        Should.Throw<ArgumentException>(() => new MessageEdit.RemoveRecipient(null!));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answers_are_closed_to_other_assemblies(Type answer)
    {
        Answers.Count.ShouldBeGreaterThan(14);
        answer.GetMethod("Close", BindingFlags.Instance | BindingFlags.NonPublic)
            .ShouldNotBeNull().IsFamilyAndAssembly.ShouldBeTrue("nobody else can override it");
        foreach (Type nested in answer.GetNestedTypes())
        {
            nested.IsSealed.ShouldBeTrue(nested.Name);
        }
    }

    [Theory]
    [InlineData(typeof(Verdict))]
    [InlineData(typeof(HostVerdict))]
    [InlineData(typeof(CertificateVerdict))]
    [InlineData(typeof(MessageEdit))]
    public void What_a_factory_has_checked_stays_as_it_was(Type answer)
    {
        foreach (Type nested in answer.GetNestedTypes())
            nested.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != nameof(Verdict.By))
                .ShouldAllBe(property => property.SetMethod == null, nested.Name);
    }

    [Fact]
    public void Verdicts_are_made_by_their_factories_alone()
    {
        Type[] verdicts = [typeof(Verdict), typeof(HostVerdict), typeof(CertificateVerdict)];
        verdicts.SelectMany(static verdict => verdict.GetNestedTypes()).Append(typeof(FilterResult))
            .SelectMany(static type => type.GetConstructors()).ShouldBeEmpty();
        verdicts.Select(static verdict => string.Join(' ', verdict.GetNestedTypes().Select(static type => type.Name).Order()))
            .ShouldBe(["Continued Deferred Disconnected Rejected", "Continued HostSkipped", "Accepted Refused"]);
    }
}
