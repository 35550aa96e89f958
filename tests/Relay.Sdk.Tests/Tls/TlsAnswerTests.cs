using System.Text.Json;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Tests.Tls;

/// <summary>Answers of TLS policies cannot be half made.</summary>
public sealed class TlsAnswerTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void A_requirement_and_a_refusal_have_a_reason(string? reason)
    {
        Should.Throw<ArgumentException>(() => TlsRequirement.Encrypt(reason!));
        Should.Throw<ArgumentException>(() => TlsRequirement.Verify(reason!));
        Should.Throw<ArgumentException>(() => TlsRequirement.TryVerify(reason!));
        Should.Throw<ArgumentException>(() => TlsRequirement.SkipHost(reason!, TlsResultTypes.TlsaInvalid));
        Should.Throw<ArgumentException>(() => TlsFinding.Fail(reason!, TlsResultTypes.TlsaInvalid));
        Should.Throw<ArgumentException>(() => TlsFinding.CannotSay(reason!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Certificate expired")]
    [InlineData("certificate_expired")]
    public void A_result_type_is_one_of_lower_case_words(string? resultType)
    {
        Should.Throw<ArgumentException>(() => TlsFinding.Fail("reason", resultType!));
        Should.Throw<ArgumentException>(() => TlsRequirement.SkipHost("reason", resultType!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("a\r\nb")]
    public void What_verified_a_chain_is_a_word_for_log_lines(string? by) => Should.Throw<ArgumentException>(() => TlsFinding.VerifiedBy(by!));

    [Fact]
    public void Evidence_has_no_missing_lines() =>
        Should.Throw<ArgumentException>(() => TlsRequirement.Encrypt("reason") with { Evidence = [null!] });

    [Fact]
    public void Strength_is_ordered_as_the_answers_weigh() =>
        ((TlsRequirement[])[TlsRequirement.None, TlsRequirement.TryVerify("r"), TlsRequirement.Encrypt("r"), TlsRequirement.Verify("r"),
            TlsRequirement.SkipHost("r", "x")])
            .Select(requirement => requirement.Strength).ShouldBe([TlsStrength.None, TlsStrength.TryVerify, TlsStrength.Encrypt, TlsStrength.Verify,
                TlsStrength.SkipHost]);

    [Fact]
    public void Facts_with_opinions_survive_json_with_words_for_numbers()
    {
        TlsOpinion opinion = new()
        {
            Policy = "sts",
            Kind = TlsPolicyKind.MtaSts,
            Requirement = TlsStrength.TryVerify,
            Reason = "testing",
            Holds = false,
            Finding = "failed"
        };
        TlsFacts facts = new()
        {
            Version = "TLSv1.3",
            CipherSuite = "TLS_AES_128_GCM_SHA256",
            Opinions = [opinion],
            Tlsa = new TlsaMatch { Usage = 3, Selector = 1, MatchingType = 1 }
        };

        string json = JsonSerializer.Serialize(facts, JsonSerializerOptions.Web);
        TlsFacts? read = JsonSerializer.Deserialize<TlsFacts>(json, JsonSerializerOptions.Web);

        json.ShouldContain("\"kind\":\"sts\",\"requirement\":\"try-verify\"");
        read.ShouldNotBeNull().Opinions.ShouldBe([opinion]);
        read.Tlsa.ShouldBe(facts.Tlsa);
    }
}
