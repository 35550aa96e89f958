namespace Greeter;

/// <summary>The private dependency of two plugins, in its version 2.</summary>
public static class Greeting
{
    private static int given;

    public static string Next() => $"greeting 2, number {++given}";
}
