using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Protocol;
using Relay.Core.Protocol.Server;
using Relay.Sdk.Mail;

namespace Relay.Core.Tests.Protocol.Server;

/// <summary>No octets make a parser throw; whatever passes has no control characters in it.</summary>
public sealed class ParserFuzzTests
{
    private static readonly byte[][] Seeds =
    [
        [.. "FROM:<\"a b\"@b.example> SIZE=1 BODY=8BITMIME ENVID=a+2Bb AUTH=<> SMTPUTF8 RET=FULL"u8],
        [.. "TO:<@a.example,@[192.0.2.1]:b@[IPv6:::1]> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;j\\x{F6}rg@x"u8],
        [.. "TO:<Postmaster> ORCPT=rfc822;a+40b"u8],
        [.. "12 LAST"u8],
        [.. "SCRAM-SHA-256 biws"u8],
        [.. "[IPv6:2001:db8::1]"u8],
    ];

    private static readonly Arbitrary<byte[]> Mutants =
        (from seed in Gen.Elements(Seeds)
         from cuts in Gen.Choose(0, 90).Two()
         from noise in Gen.Choose(0, 255).Select(octet => (byte)octet).ArrayOf()
         select seed[..Math.Min(cuts.Item1, seed.Length)].Concat(noise).Concat(seed[Math.Min(cuts.Item2, seed.Length)..]).ToArray()).ToArbitrary();

    [Fact]
    public void Parsers_never_throw() => Prop.ForAll(Mutants, octets =>
    {
        foreach (bool utf8 in new[] { false, true })
        {
            var rules = new CommandRules((SmtpExtensions)~0, MailDomain.Parse("mx.example"), utf8);
            if (MailCommand.TryParse(octets, rules, out MailCommand? mail, out _))
                HasNoControl(mail.ReversePath.ToString() + mail.EnvelopeId).ShouldBeTrue();
            if (RcptCommand.TryParse(octets, rules, out EnvelopeRecipient? recipient, out _))
                HasNoControl(recipient.Mailbox.ToString() + recipient.OriginalRecipient).ShouldBeTrue();
        }

        if (HeloCommand.TryParse(octets, out string name))
            HasNoControl(name).ShouldBeTrue();
        if (BdatCommand.TryParse(octets, out BdatCommand chunk))
            chunk.Octets.ShouldBeGreaterThanOrEqualTo(0);
        if (AuthCommand.TryParse(octets, out AuthCommand? auth))
            HasNoControl(auth!.Mechanism).ShouldBeTrue();
        if (CommandLine.TryParse(octets, out CommandLine line))
            line.ArgumentsAt.ShouldBeInRange(0, octets.Length);
        CommandScanner.Scan(octets, 64, false, out _, out _);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Decoders_of_parameters_never_throw() => Prop.ForAll<string?>(text =>
    {
        if (Xtext.TryDecode(text, out string xtext))
            HasNoControl(xtext).ShouldBeTrue();
        if (Unitext.TryDecode(text, out string unitext))
            HasNoControl(unitext).ShouldBeTrue();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static bool HasNoControl(string text) => !text.Any(c => c is < ' ' or '\x7f');
}
