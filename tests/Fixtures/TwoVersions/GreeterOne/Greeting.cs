namespace Greeter;

/// <summary>The private dependency of two plugins, in its version 1.</summary>
public static class Greeting
{
    private static int given;

    public static string Next() => $"greeting 1, number {++given}";
}
