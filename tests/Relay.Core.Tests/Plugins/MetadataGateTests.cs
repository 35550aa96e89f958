using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Relay.Core.Plugins;
using Relay.Core.Plugins.Compatibility;
using Relay.Sdk.Events;
using Relay.Sdk.Lookups;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>What is refused before any code of the plugin runs, and in which words.</summary>
public sealed class MetadataGateTests : IDisposable
{
    private const string Remedy = ". It was built against SDK 1.9.0. Update the relay, or take a version of the plugin for SDK 1.0";
    private static readonly (string, Type, Type[]) Find =
        ("FindAsync", typeof(ValueTask<LookupResult>), [typeof(LookupQuery), typeof(CancellationToken)]);
    private static readonly (string, Type, Type[]) Quote = ("Quote", typeof(string), [typeof(string)]);
    private readonly string folder = Directory.CreateTempSubdirectory("relay-gate-").FullName;

    [Theory]
    [InlineData("plugins/RecipientCap", "Relay.Plugins.RecipientCap.dll")]
    [InlineData("samples/DeliveryLog", "DeliveryLog.dll")]
    [InlineData("tests/Fixtures/ShipsOwnSdk", "ShipsOwnSdk.dll")]
    [InlineData("tests/Fixtures/BadSettings", "BadSettings.dll")]
    [InlineData("tests/Fixtures/NeverAnswers", "NeverAnswers.dll")]
    [InlineData("tests/Fixtures/TwoVersions/SpeaksOne", "SpeaksOne.dll")]
    [InlineData("tests/Fixtures/OddShapes", "OddShapes.dll")]
    public void Plugin_built_against_this_sdk_passes(string project, string assembly) =>
        new MetadataGate(SdkSurface.Host).Check(BuiltPlugin.Folder(project), new PluginManifest { Id = "x", Version = "1.0.0", Assembly = assembly });

    [Fact]
    public void Type_that_this_sdk_does_not_have_is_named()
    {
        EmittedPlugin plugin = new();
        TypeBuilder type = plugin.SdkType("Relay.Sdk.Events.TeaOffered", TypeAttributes.Class);
        plugin.Call(StaticMethod(type, "Brew"));

        Problem(plugin).ShouldBe("plugin emitted 1.0.0: Emitted.dll uses the type Relay.Sdk.Events.TeaOffered, which SDK 1.0.0 does not " +
            $"have{Remedy}");
    }

    [Fact]
    public void Member_that_this_sdk_does_not_have_is_named_with_its_signature()
    {
        EmittedPlugin plugin = new();
        TypeBuilder context = plugin.SdkType("Relay.Sdk.Plugins.IPluginContext", TypeAttributes.Interface | TypeAttributes.Abstract);
        plugin.Call(context.DefineMethod("get_Motto", MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual, typeof(string),
            []));

        Problem(plugin).ShouldBe("plugin emitted 1.0.0: Emitted.dll uses the member Relay.Sdk.Plugins.IPluginContext.get_Motto (String ()), which " +
            $"SDK 1.0.0 does not have{Remedy}");
    }

    [Fact]
    public void Member_with_another_signature_is_another_member()
    {
        EmittedPlugin plugin = new();
        TypeBuilder verdict = plugin.SdkType(typeof(Verdict).FullName!, TypeAttributes.Class);
        plugin.Call(StaticMethod(verdict, "Defer", typeof(string)));

        Problem(plugin).ShouldContain("uses the member Relay.Sdk.Events.Verdict.Defer (Void (String)), which SDK 1.0.0 does not have");
    }

    [Fact]
    public void Class_that_lacks_a_member_of_an_interface_is_named()
    {
        EmittedPlugin plugin = new();
        TypeBuilder lookup = plugin.SdkInterface(typeof(IMailLookup).FullName!, Find);
        plugin.Implement("Acme.OldLookup", lookup, Find);

        Problem(plugin).ShouldBe("plugin emitted 1.0.0: Emitted.dll Acme.OldLookup lacks Relay.Sdk.Lookups.IMailLookup.Quote (String " +
            $"(String)){Remedy}");
    }

    [Fact]
    public void Class_whose_generic_base_has_the_member_for_another_argument_is_named()
    {
        EmittedPlugin plugin = new();
        TypeBuilder lookup = plugin.SdkInterface(typeof(IMailLookup).FullName!, Find, Quote);
        plugin.ImplementByGenericBase("Acme.OddLookup", lookup, "Quote", typeof(int), Find);

        Problem(plugin).ShouldContain("Acme.OddLookup lacks Relay.Sdk.Lookups.IMailLookup.Quote (String (String))");
    }

    [Fact]
    public void Class_whose_generic_base_has_the_member_passes()
    {
        EmittedPlugin plugin = new();
        TypeBuilder lookup = plugin.SdkInterface(typeof(IMailLookup).FullName!, Find, Quote);
        plugin.ImplementByGenericBase("Acme.Lookup", lookup, "Quote", typeof(string), Find);

        Check(plugin);
    }

    [Fact]
    public void Class_that_lacks_a_member_is_named_whatever_else_it_implements()
    {
        EmittedPlugin plugin = new();
        TypeBuilder lookup = plugin.SdkInterface(typeof(IMailLookup).FullName!, Find);
        plugin.ImplementBesideLibrary("Acme.OldLookup", lookup, derived: false, Find);

        Problem(plugin).ShouldContain("Acme.OldLookup lacks Relay.Sdk.Lookups.IMailLookup.Quote (String (String))");
    }

    [Fact]
    public void Class_that_a_librarys_interface_may_complete_passes()
    {
        EmittedPlugin plugin = new();
        TypeBuilder lookup = plugin.SdkInterface(typeof(IMailLookup).FullName!, Find);
        plugin.ImplementBesideLibrary("Acme.OldLookup", lookup, derived: true, Find);

        Check(plugin);
    }

    [Fact]
    public void Class_that_has_all_members_passes()
    {
        EmittedPlugin plugin = new();
        TypeBuilder lookup = plugin.SdkInterface(typeof(IMailLookup).FullName!, Find, Quote);
        plugin.Implement("Acme.Lookup", lookup, Find, Quote);

        Check(plugin);
    }

    [Fact]
    public void Next_major_sdk_is_refused()
    {
        EmittedPlugin plugin = new(new Version(2, 0, 0, 0));
        plugin.Call(StaticMethod(plugin.SdkType(typeof(Verdict).FullName!, TypeAttributes.Class), "Anything"));

        Problem(plugin).ShouldBe($"plugin emitted 1.0.0: Emitted.dll is built against SDK 2, and this relay has SDK 1.0.0{Remedy}");
    }

    [Theory]
    [InlineData("Tea.Leaves", "needs Tea.Leaves 3.0.0.0, which is not in its folder; publish the plugin with its dependencies")]
    [InlineData("Microsoft.Data.Sqlite", "needs Microsoft.Data.Sqlite 3.0.0.0, which is not in its folder")]
    [InlineData("Relay.Core", "refers to Relay.Core, which is the relay's own; plugins see Relay.Sdk only")]
    public void Library_that_nobody_brings_is_named(string library, string problem) =>
        Problem(new EmittedPlugin().Needs(library)).ShouldContain($"Emitted.dll {problem}");

    [Theory]
    [InlineData("[1.9.0, 2.0.0-0)", "works with SDK [1.9.0, 2.0.0-0), and this relay has SDK 1.0.0")]
    [InlineData("1.*", "names the SDK range '1.*', which is not a range of versions")]
    public void Range_of_the_manifest_is_compared_first(string range, string problem) => Problem(new EmittedPlugin(), range).ShouldContain(problem);

    [Theory]
    [InlineData(".NETCoreApp,Version=v99.0", "is built for .NET 99.0, and the relay runs on .NET 10.0; build it for net10.0")]
    [InlineData(".NETFramework,Version=v4.8", "is built for .NETFramework 4.8; build it for net10.0")]
    [InlineData("nonsense", "has the target framework 'nonsense', which is not a target framework")]
    public void Target_framework_that_does_not_run_here_is_refused(string framework, string problem) =>
        Problem(new EmittedPlugin(targetFramework: framework)).ShouldContain(problem);

    [Fact]
    public void Reference_assembly_is_refused() =>
        Problem(new EmittedPlugin().With(typeof(ReferenceAssemblyAttribute))).ShouldContain("is a reference assembly, which has no code");

    [Theory]
    [InlineData("this is text")]
    [InlineData("MZ and then nothing")]
    [InlineData("")]
    public void File_that_is_no_assembly_is_refused(string content)
    {
        File.WriteAllText(Path.Combine(folder, "Emitted.dll"), content);

        Problem(null).ShouldContain("Emitted.dll is not a .NET assembly");
    }

    [Fact]
    public void Damaged_assembly_is_refused_and_never_crashes_the_gate()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(BuiltPlugin.Folder("tests/Fixtures/NoManifest"), "NoManifest.dll"));
        Random random = new(1);
        for (int i = 0; i < 500; i++)
        {
            byte[] bad = [.. good.Take(random.Next(1, good.Length))];
            for (int j = 0; j < 20; j++)
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path.Combine(folder, "Emitted.dll"), bad);
            try
            {
                new MetadataGate(SdkSurface.Host).Check(folder, Manifest(null));
            }
            catch (PluginException e)
            {
                e.Message.ShouldContain("plugin emitted");
            }
        }
    }

    [Fact]
    public void Native_libraries_beside_the_plugin_are_left_alone()
    {
        File.WriteAllBytes(Path.Combine(folder, "native.dll"), [0x7f, (byte)'E', (byte)'L', (byte)'F']);
        EmittedPlugin plugin = new();
        plugin.Implement("Acme.Lookup", plugin.SdkInterface(typeof(IMailLookup).FullName!, Find, Quote), Find, Quote);

        Check(plugin);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static MethodBuilder StaticMethod(TypeBuilder type, string name, params Type[] takes)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(void), takes);
        method.GetILGenerator().Emit(OpCodes.Ret);
        return method;
    }

    private static PluginManifest Manifest(string? range) =>
        new() { Id = "emitted", Version = "1.0.0", Assembly = "Emitted.dll", Sdk = range, BuiltAgainst = "1.9.0" };

    private void Check(EmittedPlugin? plugin, string? range = null)
    {
        plugin?.Save(folder);
        new MetadataGate(SdkSurface.Host).Check(folder, Manifest(range));
    }

    private string Problem(EmittedPlugin? plugin, string? range = null) => Should.Throw<PluginException>(() => Check(plugin, range)).Message;
}
