using Relay.Core.Protocol.Client;

namespace Relay.Core.Tests.Protocol.Client;

public sealed class ScramSha256ClientTests
{
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private readonly ScramSha256Client client = new("user", "pencil", "rOprNGfwEbeRWgbNEkqO");

    [Fact]
    public void The_exchange_of_RFC_7677_comes_out()
    {
        client.First.ShouldBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        client.Final(ServerFirst).ShouldBe(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        client.Accepts("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").ShouldBeTrue();
        client.Accepts("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").ShouldBeFalse();
    }

    [Theory]
    [InlineData("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096")]
    [InlineData("m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("e=other-error")]
    [InlineData("")]
    public void A_challenge_that_is_not_right_is_not_answered(string serverFirst) => client.Final(serverFirst).ShouldBeNull();

    [Fact]
    public void A_verdict_before_the_proof_is_not_believed() => client.Accepts("v=").ShouldBeFalse();

    [Fact]
    public void Commas_and_equals_signs_in_names_are_escaped() => new ScramSha256Client("a,b=c", "x", "n").First.ShouldBe("n,,n=a=2Cb=3Dc,r=n");
}
