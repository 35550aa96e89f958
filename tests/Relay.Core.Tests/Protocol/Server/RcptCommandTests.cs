using System.Text;
using Relay.Core.Protocol.Server;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Protocol.Server;

public sealed class RcptCommandTests
{
    [Theory]
    [InlineData("TO:<bob@dest.example>", "bob@dest.example")]
    [InlineData("to: <bob@dest.example>", "bob@dest.example")]
    [InlineData("TO:<@a.example:bob@dest.example>", "bob@dest.example")]
    [InlineData("TO:<Postmaster>", "Postmaster@mx.example")]
    [InlineData("TO:<postMASTER>", "postMASTER@mx.example")]
    public void Forward_paths_of_the_grammar_are_read(string arguments, string mailbox) => Parse(arguments).Mailbox.ToString().ShouldBe(mailbox);

    [Theory]
    [InlineData("TO:<>", 501)]
    [InlineData("TO:<bob>", 501)]
    [InlineData("TO:<\"postmaster\">", 501)]
    [InlineData("FROM:<bob@dest.example>", 501)]
    [InlineData("TO:<bob@dest.example> SIZE=1", 555)]
    [InlineData("TO:<bob@dest.example> NOTIFY", 501)]
    [InlineData("TO:<bob@dest.example> NOTIFY=", 501)]
    [InlineData("TO:<bob@dest.example> NOTIFY=ALWAYS", 501)]
    [InlineData("TO:<bob@dest.example> NOTIFY=NEVER,SUCCESS", 501)]
    [InlineData("TO:<bob@dest.example> NOTIFY=SUCCESS,", 501)]
    [InlineData("TO:<bob@dest.example> NOTIFY=DELAY NOTIFY=DELAY", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=bob@dest.example", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=;bob", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=rfc822;", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=rfc822;a+4", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=rfc822;a+0Ab", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=rfc822;a+C3+A9", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=utf-8;a\\x{0A}b", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=utf-8;a\\x{D800}b", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=utf-8;a\\x{110000}b", 501)]
    [InlineData("TO:<bob@dest.example> ORCPT=rfc822;a ORCPT=rfc822;b", 501)]
    [InlineData("TO:<jörg@dest.example>", 553)]
    [InlineData("TO:<bob@de\u200bst.example>", 553)]
    [InlineData("TO:<bob@dest.example> ORCPT=utf-8;jörg@dest.example", 501)]
    public void What_is_not_of_the_grammar_is_refused(string arguments, int code)
    {
        RcptCommand.TryParse(Encoding.UTF8.GetBytes(arguments), Rules(), out _, out SmtpReply? refusal).ShouldBeFalse();
        refusal!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("NOTIFY=NEVER", DsnNotify.Never)]
    [InlineData("notify=success,Failure,DELAY", DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay)]
    public void NOTIFY_is_read(string parameter, DsnNotify notify) => Parse($"TO:<bob@dest.example> {parameter}").Notify.ShouldBe(notify);

    [Theory]
    [InlineData("ORCPT=rfc822;bob+2Btag@dest.example", "rfc822;bob+tag@dest.example")]
    [InlineData("ORCPT=utf-8;j\\x{F6}rg@dest.example", "utf-8;jörg@dest.example")]
    [InlineData("ORCPT=utf-8;a\\x{1F600}b@dest.example", "utf-8;a\U0001F600b@dest.example")]
    [InlineData("ORCPT=x400;C+3Dx", "x400;C=x")]
    public void ORCPT_is_decoded(string parameter, string original) =>
        Parse($"TO:<bob@dest.example> {parameter}").OriginalRecipient.ShouldBe(original);

    [Theory]
    [InlineData("TO:<bob@cafe\u0301.example>", "bob@xn--caf-dma.example")]
    [InlineData("TO:<bob@caf\u00e9.example>", "bob@xn--caf-dma.example")]
    public void A_domain_has_one_form_however_it_was_typed(string arguments, string mailbox) =>
        Parse(arguments, smtpUtf8: true).Mailbox.ToString().ShouldBe(mailbox);

    [Theory]
    [InlineData("TO:<bob@de\u200bst.example>")]
    [InlineData("TO:<bob@\uff44est.example>")]
    public void A_domain_with_characters_that_no_domain_may_have_is_refused(string arguments)
    {
        RcptCommand.TryParse(Encoding.UTF8.GetBytes(arguments), Rules(smtpUtf8: true), out _, out SmtpReply? refusal).ShouldBeFalse();
        refusal!.ToString().ShouldStartWith("553 5.1.3");
    }

    [Fact]
    public void Postmaster_without_a_domain_is_who_the_settings_say()
    {
        CommandRules rules = Rules() with { Postmaster = Mailbox.Parse("admin@corp.example") };
        RcptCommand.TryParse("TO:<PostMaster>"u8, rules, out EnvelopeRecipient? recipient, out _).ShouldBeTrue();
        recipient.Mailbox.ToString().ShouldBe("admin@corp.example");
    }

    [Fact]
    public void UTF8_is_taken_within_an_SMTPUTF8_transaction()
    {
        EnvelopeRecipient recipient = Parse("TO:<jörg@bücher.example> ORCPT=utf-8;jörg@bücher.example", smtpUtf8: true);
        recipient.Mailbox.ToString().ShouldBe("jörg@xn--bcher-kva.example");
        recipient.OriginalRecipient.ShouldBe("utf-8;jörg@bücher.example");
    }

    [Fact]
    public void DSN_parameters_are_refused_when_DSN_is_not_offered()
    {
        RcptCommand.TryParse("TO:<bob@dest.example> NOTIFY=NEVER"u8, new CommandRules(SmtpExtensions.None, MailDomain.Parse("mx.example")), out _,
            out SmtpReply? refusal)
            .ShouldBeFalse();
        refusal!.Code.ShouldBe(555);
    }

    private static EnvelopeRecipient Parse(string arguments, bool smtpUtf8 = false)
    {
        RcptCommand.TryParse(Encoding.UTF8.GetBytes(arguments), Rules(smtpUtf8), out EnvelopeRecipient? recipient, out SmtpReply? refusal)
            .ShouldBeTrue(refusal?.ToString());
        return recipient!;
    }

    private static CommandRules Rules(bool smtpUtf8 = false) => new((SmtpExtensions)~0, MailDomain.Parse("mx.example"), smtpUtf8);
}
