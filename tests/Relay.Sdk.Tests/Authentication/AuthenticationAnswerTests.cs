using Relay.Sdk.Authentication;

namespace Relay.Sdk.Tests.Authentication;

public sealed class AuthenticationAnswerTests
{
    private static readonly byte[] Salt = new byte[12];
    private static readonly byte[] Key = new byte[32];

    [Fact]
    public void No_answer_can_be_made_past_the_factories() =>
        typeof(AuthenticationResult).GetNestedTypes().Concat([typeof(AuthenticationResult), typeof(ScramVerifier)])
            .ShouldAllBe(static type => type.GetConstructors().Length == 0
                && type.GetProperties().All(static property => property.SetMethod == null));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\r\nX-Forged: yes")]
    [InlineData("a\u001b[2J")]
    [InlineData(1001)]
    public void An_identity_that_is_none_is_refused(object? user)
    {
        string name = user is int length ? new string('a', length) : (string)user!;
        Should.Throw<ArgumentException>(() => AuthenticationResult.Accept(name));
        Should.Throw<ArgumentException>(() => ScramVerifier.Of(name, Salt, 4096, Key, Key));
    }

    [Fact]
    public void A_verifier_has_all_its_parts()
    {
        ScramVerifier verifier = ScramVerifier.Of("alice", Salt, 4096, Key, Key);
        verifier.ToString().ShouldBe("alice");
        Should.Throw<ArgumentException>(() => ScramVerifier.Of("alice", Salt.AsMemory(1), 4096, Key, Key));
        Should.Throw<ArgumentException>(() => ScramVerifier.Of("alice", Salt, 4095, Key, Key));
        Should.Throw<ArgumentException>(() => ScramVerifier.Of("alice", Salt, 4096, Key.AsMemory(1), Key));
        Should.Throw<ArgumentException>(() => ScramVerifier.Of("alice", Salt, 4096, Key, Key.AsMemory(1)));
    }

    [Fact]
    public void A_reason_is_one_line()
    {
        AuthenticationResult.NotNow("no\r\nanswer").ShouldBeOfType<AuthenticationResult.Unavailable>().Reason.ShouldBe("no  answer");
        Should.Throw<ArgumentException>(() => AuthenticationResult.NotNow(" "));
    }
}
