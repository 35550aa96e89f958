using System.Security.Cryptography;

namespace Relay.Host.Admin;

/// <summary>Where the admin endpoint leaves its socket and its token: in the spool's folder, which only the relay's user may enter.</summary>
internal sealed class AdminFiles(string spoolFolder)
{
    public string Socket { get; } = Path.Combine(spoolFolder, "admin.sock");

    public string Token { get; } = Path.Combine(spoolFolder, "admin.token");

    /// <summary>The token that connections over the network have to show; made on first use.</summary>
    public string ReadOrMakeToken()
    {
        if (File.Exists(Token))
            return File.ReadAllText(Token).Trim();
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(Token, options);
        file.WriteLine(token);
        return token;
    }
}
