using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Tests.Settings;

public sealed class SecretTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-secrets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_secret_may_be_written_as_text_and_is_not_shown()
    {
        Holder holder = Bind("""{ "password": "tiger" }""", out _);

        holder.Password!.Reveal().ShouldBe("tiger");
        holder.Password.ToString().ShouldBe("****");
    }

    [Fact]
    public void A_secret_file_is_found_beside_the_settings_and_loses_its_last_line_end()
    {
        Write("db.password", "tiger\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Bind("""{ "password": { "$secret": "file:db.password" } }""", out SettingsErrors errors).Password!.Reveal().ShouldBe("tiger");

        errors.All.ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_file_that_everybody_can_read_is_warned_of()
    {
        Write("db.password", "tiger\n", UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Bind("""{ "password": { "$secret": "file:db.password" } }""", out SettingsErrors errors).Password!.Reveal().ShouldBe("tiger");

        errors.Any.ShouldBeFalse();
        errors.All.ShouldHaveSingleItem().ToString().ShouldEndWith("can be read by every user of this machine; chmod o-r it");
    }

    [Fact]
    public void A_secret_file_that_is_not_there_is_an_error()
    {
        Bind("""{ "password": { "$secret": "file:absent" } }""", out SettingsErrors errors);

        errors.All.ShouldHaveSingleItem().ToString().ShouldStartWith("s.json:1:28: password.$secret: the secret's file cannot be read: ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\ufeff\n")]
    public void A_secret_file_without_a_secret_is_an_error(string text)
    {
        Write("db.password", text, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Bind("""{ "password": { "$secret": "file:db.password" } }""", out SettingsErrors errors);

        errors.All.ShouldHaveSingleItem().ToString()
            .ShouldBe($"s.json:1:28: password.$secret: the secret's file {Path.Combine(folder, "db.password")} is empty; write the secret into it");
    }

    private void Write(string name, string text, UnixFileMode mode)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private Holder Bind(string json, out SettingsErrors errors)
    {
        errors = new SettingsErrors();
        return SettingsBinder.Bind<Holder>(SettingsDocument.Parse(json, new SettingsSource("s.json", folder), errors)!.Root, errors);
    }

    public sealed record Holder
    {
        public Secret? Password { get; init; }
    }
}
