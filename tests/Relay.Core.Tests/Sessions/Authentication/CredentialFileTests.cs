using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Sessions.Authentication;
using Relay.Sdk.Authentication;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Sessions.Authentication;

public sealed class CredentialFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-credentials-").FullName;
    private readonly FakeTimeProvider time = new();

    private string FilePath => Path.Combine(folder, "users");

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public async Task Added_user_gets_in_with_the_password_and_without_it_does_not()
    {
        (await CredentialFile.AddAsync(FilePath, "alice", "open sesame")).ShouldBeTrue();
        CredentialFile file = await OpenAsync();
        (await AskAsync(file, "alice", "open sesame")).ShouldBe(AuthenticationResult.Accept("alice"));
        (await AskAsync(file, "alice", "Open sesame")).ShouldBeOfType<AuthenticationResult.Denied>();
        (await AskAsync(file, "alice", "open sesame")).ShouldBe(AuthenticationResult.Accept("alice"));
        (await AskAsync(file, "Alice", "open sesame")).ShouldBeOfType<AuthenticationResult.Unknown>();
        ScramVerifier verifier = (await file.FindVerifierAsync("alice", default)).ShouldNotBeNull();
        verifier.Iterations.ShouldBe(ScramKeys.DefaultIterations);
        (await file.FindVerifierAsync("bob", default)).ShouldBeNull();
    }

    [Fact]
    public async Task File_is_for_the_relay_alone_and_shows_no_password()
    {
        await CredentialFile.AddAsync(FilePath, "alice", "open sesame");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string text = await File.ReadAllTextAsync(FilePath);
        text.ShouldMatch(@"\Aalice:SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=\n\z");
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_user_who_is_gone_behind_an_exchanged_link_no_longer_gets_in()
    {
        // As Kubernetes mounts a secret: users -> ..data/users, ..data -> ..1, and an update exchanges ..data.
        DateTime same = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach ((string version, string user) in ((string, string)[])[("..1", "alice"), ("..2", "carol")])
        {
            Directory.CreateDirectory(Path.Combine(folder, version));
            await CredentialFile.AddAsync(Path.Combine(folder, version, "users"), user, "open sesame");
            File.SetLastWriteTimeUtc(Path.Combine(folder, version, "users"), same);
        }

        File.CreateSymbolicLink(Path.Combine(folder, "..data"), "..1");
        File.CreateSymbolicLink(FilePath, "..data/users");
        CredentialFile file = await OpenAsync();
        (await AskAsync(file, "alice", "open sesame")).ShouldBeOfType<AuthenticationResult.Accepted>();

        Directory.Delete(Path.Combine(folder, "..data"));
        File.CreateSymbolicLink(Path.Combine(folder, "..data"), "..2");
        time.Advance(TimeSpan.FromSeconds(2));

        (await AskAsync(file, "alice", "open sesame")).ShouldBeOfType<AuthenticationResult.Unknown>();
        (await AskAsync(file, "carol", "open sesame")).ShouldBeOfType<AuthenticationResult.Accepted>();
    }

    [Fact]
    public async Task Editing_a_linked_file_keeps_the_link_and_changes_what_it_points_to()
    {
        string target = Path.Combine(folder, "elsewhere", "staff");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await CredentialFile.AddAsync(target, "alice", "one");
        File.CreateSymbolicLink(FilePath, "elsewhere/staff");

        await CredentialFile.AddAsync(FilePath, "bob", "two");
        await CredentialFile.RemoveAsync(FilePath, "alice");

        new FileInfo(FilePath).LinkTarget.ShouldBe("elsewhere/staff");
        (await CredentialFile.ListAsync(target)).ShouldBe(["bob"]);
        Directory.GetFiles(Path.GetDirectoryName(target)!).ShouldBe([target]);
    }

    [Fact]
    public async Task Editing_leaves_the_file_to_whom_it_belongs()
    {
        // Only root may give files away; for others all of it is theirs.
        string owner = Environment.IsPrivilegedProcess ? "65534:65533" : "";
        await File.WriteAllTextAsync(FilePath, "# staff\n");
        await PeerProcess.RunAsync("chmod", ["640", FilePath]);
        if (owner.Length > 0)
            await PeerProcess.RunAsync("chown", [owner, folder, FilePath]);
        string before = await StatusAsync();

        await CredentialFile.AddAsync(FilePath, "alice", "one");
        (await StatusAsync()).ShouldBe(before);
        await CredentialFile.AddAsync(FilePath, "bob", "two");
        await CredentialFile.RemoveAsync(FilePath, "alice");
        (await StatusAsync()).ShouldBe(before);

        // The first file goes to the owner of its folder, and nobody else may read it.
        File.Delete(FilePath);
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        (await StatusAsync()).ShouldBe(before.Replace("640", "600", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_leaves_does_not_take_a_change_with_it()
    {
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        CredentialFile file = await OpenAsync();
        await CredentialFile.AddAsync(FilePath, "bob", "two");
        time.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await file.AuthenticateAsync(new PasswordCredentials("bob", "two", IPAddress.Loopback), new CancellationToken(canceled: true)));
        time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(file, "bob", "two")).ShouldBeOfType<AuthenticationResult.Accepted>();
    }

    [Fact]
    public async Task Editing_keeps_comments_and_the_other_users()
    {
        await File.WriteAllTextAsync(FilePath, "# staff\n\n");
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        await CredentialFile.AddAsync(FilePath, "bob", "two");
        string bob = (await File.ReadAllLinesAsync(FilePath))[3];
        (await CredentialFile.AddAsync(FilePath, "alice", "three")).ShouldBeFalse();
        string[] lines = await File.ReadAllLinesAsync(FilePath);
        lines.Length.ShouldBe(4);
        lines[0].ShouldBe("# staff");
        lines[3].ShouldBe(bob);
        (await AskAsync(await OpenAsync(), "alice", "three")).ShouldBeOfType<AuthenticationResult.Accepted>();
        (await CredentialFile.RemoveAsync(FilePath, "alice")).ShouldBeTrue();
        (await CredentialFile.RemoveAsync(FilePath, "alice")).ShouldBeFalse();
        (await File.ReadAllLinesAsync(FilePath)).ShouldBe(["# staff", "", bob]);
    }

    [Fact]
    public async Task Of_edits_at_once_each_is_done_or_told_that_another_is_under_way()
    {
        string[] users = [.. Enumerable.Range(1, 20).Select(number => $"user{number}")];
        string[] added = await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            try
            {
                return await CredentialFile.AddAsync(FilePath, user, "one") ? user : "twice";
            }
            catch (IOException e)
            {
                e.Message.ShouldStartWith($"{FilePath} is being edited");
                return "";
            }
        })));

        (await CredentialFile.ListAsync(FilePath)).ShouldBe(added.Where(user => user.Length > 0), ignoreOrder: true);
        Directory.GetFiles(folder).ShouldBe([FilePath]);
    }

    [Fact]
    public async Task An_edit_that_was_broken_off_is_told_and_not_taken_for_ones_own()
    {
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        await File.WriteAllTextAsync(FilePath + ".new", "half");

        (await Should.ThrowAsync<IOException>(() => CredentialFile.AddAsync(FilePath, "bob", "two"))).Message.ShouldEndWith($"remove {FilePath}.new");
        (await Should.ThrowAsync<IOException>(() => CredentialFile.RemoveAsync(FilePath, "alice"))).Message.ShouldEndWith($"remove {FilePath}.new");
        (await CredentialFile.ListAsync(FilePath)).ShouldBe(["alice"]);
        (await File.ReadAllTextAsync(FilePath + ".new")).ShouldBe("half");
    }

    [Fact]
    public async Task Change_is_seen_at_the_next_login_a_second_later()
    {
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        CredentialFile file = await OpenAsync();
        await CredentialFile.AddAsync(FilePath, "bob", "two");
        (await AskAsync(file, "bob", "two")).ShouldBeOfType<AuthenticationResult.Unknown>();
        time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(file, "bob", "two")).ShouldBeOfType<AuthenticationResult.Accepted>();
    }

    [Fact]
    public async Task Broken_change_leaves_the_users_as_they_were()
    {
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        CredentialFile file = await OpenAsync();
        await File.WriteAllTextAsync(FilePath, "rubbish\n");
        time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(file, "alice", "one")).ShouldBeOfType<AuthenticationResult.Accepted>();
        File.Delete(FilePath);
        time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(file, "alice", "one")).ShouldBeOfType<AuthenticationResult.Accepted>();
    }

    [Theory]
    [InlineData("alice", "user name and a colon")]
    [InlineData(":SCRAM-SHA-256$4096:AAAA$A:A", "user name and a colon")]
    [InlineData("alice:{PLAIN}secret", "relay user add")]
    [InlineData("alice:SCRAM-SHA-1$4096:MDEyMzQ1Njc4OTAx$A:A", "relay user add")]
    [InlineData("alice:SCRAM-SHA-256$4096:AAAA$A:A", "salt")]
    [InlineData("alice:SCRAM-SHA-256$400:MDEyMzQ1Njc4OTAx$A:A", "iterations")]
    [InlineData("alice:SCRAM-SHA-256$4096:MDEyMzQ1Njc4OTAx$AAAA:AAAA", "keys")]
    public async Task Error_names_file_and_line(string line, string words)
    {
        await File.WriteAllTextAsync(FilePath, $"# comment\n{line}\n");
        CredentialFileException e = await Should.ThrowAsync<CredentialFileException>(async () => await OpenAsync());
        e.Message.ShouldStartWith($"{FilePath}, line 2: ");
        e.Message.ShouldContain(words);
        e.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task User_named_twice_is_an_error()
    {
        await CredentialFile.AddAsync(FilePath, "alice", "one");
        await File.AppendAllTextAsync(FilePath, await File.ReadAllTextAsync(FilePath));
        (await Should.ThrowAsync<CredentialFileException>(async () => await OpenAsync())).Message.ShouldContain("line 2: the user 'alice'");
    }

    [Fact]
    public async Task Missing_file_is_an_error_that_names_it() =>
        (await Should.ThrowAsync<CredentialFileException>(async () => await OpenAsync())).Message.ShouldStartWith(FilePath);

    [Fact]
    public void A_name_that_no_session_could_have_is_refused()
    {
        string line = CredentialLine.Write(ScramKeys.Create("alice", "secret"));
        CredentialLine.TryParse(line.Replace("alice", new string('a', 1000)), out _, out _).ShouldBeTrue();
        CredentialLine.TryParse(line.Replace("alice", new string('a', 1001)), out _, out string? error).ShouldBeFalse();
        error.ShouldNotBeNull();
        ScramKeys.Mock("secret"u8, new string('a', 5000)).Salt.Length.ShouldBe(16);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("a:b", "x")]
    [InlineData("#a", "x")]
    [InlineData(" a", "x")]
    [InlineData("a\nb", "x")]
    [InlineData("alice", "")]
    [InlineData("alice", "a\0b")]
    public async Task Unusable_name_or_password_is_refused(string user, string password)
    {
        await Should.ThrowAsync<ArgumentException>(() => CredentialFile.AddAsync(FilePath, user, password));
        File.Exists(FilePath).ShouldBeFalse();
    }

    private async Task<string> StatusAsync() => (await PeerProcess.RunAsync("stat", ["-c", "%u:%g %a", FilePath])).Trim();

    private ValueTask<CredentialFile> OpenAsync() => CredentialFile.OpenAsync(FilePath, time, NullLogger<CredentialFile>.Instance, default);

    private static ValueTask<AuthenticationResult> AskAsync(CredentialFile file, string user, string password) =>
        file.AuthenticateAsync(new PasswordCredentials(user, password, IPAddress.Loopback), default);
}
