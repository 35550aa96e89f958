namespace Relay.Host.Tests;

public sealed class UserTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-user-").FullName;

    private string Users => Path.Combine(folder, "users");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Users_are_added_listed_and_removed_and_no_password_is_shown()
    {
        string settings = Path.Combine(folder, "relay.json");
        await File.WriteAllTextAsync(settings, """{ "accept": { "credentials": "users" } }""");
        CommandRun added = await WithInputAsync("open sesame\n", "user", "add", "alice", "--config", settings);
        added.ExitCode.ShouldBe(0, added.Error);
        added.Output.ShouldBe($"alice added to {Users}\n");
        (await File.ReadAllTextAsync(Users)).ShouldStartWith("alice:SCRAM-SHA-256$");
        (await WithInputAsync("another\n", "user", "add", "alice", "--credentials", Users)).Output.ShouldBe("alice has another password in " +
            $"{Users}\n");
        (await CommandRun.OfAsync("user", "list", "--credentials", Users)).Output.ShouldBe("alice\n");
        (await CommandRun.OfAsync("user", "list", "--json", "--credentials", Users)).Output.ShouldBe("[\"alice\"]\n");
        (await CommandRun.OfAsync("user", "remove", "alice", "--credentials", Users)).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync("user", "remove", "alice", "--credentials", Users)).ExitCode.ShouldBe(1);
        (await CommandRun.OfAsync("user", "list", "--credentials", Users)).Output.ShouldBe("");
    }

    [Theory]
    [InlineData("a:b", "secret\n", "cannot be a user name")]
    [InlineData("alice", "\n", "the password is empty")]
    [InlineData("alice", "", "the password is empty")]
    public async Task Unusable_name_or_password_changes_nothing(string name, string input, string error)
    {
        CommandRun run = await WithInputAsync(input, "user", "add", name, "--credentials", Users);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(error);
        run.Error.ShouldNotContain("secret");
        File.Exists(Users).ShouldBeFalse();
    }

    [Fact]
    public async Task Missing_file_is_told() =>
        (await CommandRun.OfAsync("user", "list", "--credentials", Users)).Error.ShouldContain(Users);

    private static async Task<CommandRun> WithInputAsync(string input, params string[] arguments)
    {
        TextReader before = Console.In;
        Console.SetIn(new StringReader(input));
        try
        {
            return await CommandRun.OfAsync(arguments);
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}
