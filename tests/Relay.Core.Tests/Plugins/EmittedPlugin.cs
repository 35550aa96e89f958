using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Versioning;
using Relay.Sdk.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>Writes plugin assemblies that no compiler would write here: built against an SDK that is not this one.</summary>
internal sealed class EmittedPlugin
{
    private const MethodAttributes Implementing =
        MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot;
    private readonly ModuleBuilder sdk;
    private readonly PersistedAssemblyBuilder assembly;
    private readonly ModuleBuilder module;
    private readonly List<TypeBuilder> unfinished = [];
    private PersistedAssemblyBuilder? library;

    public EmittedPlugin(Version? sdkVersion = null, string targetFramework = ".NETCoreApp,Version=v10.0")
    {
        PersistedAssemblyBuilder other = new(new AssemblyName("Relay.Sdk") { Version = sdkVersion ?? new Version(1, 0, 0, 0) },
            typeof(object).Assembly);
        sdk = other.DefineDynamicModule("Relay.Sdk");
        assembly = new PersistedAssemblyBuilder(new AssemblyName("Emitted"), typeof(object).Assembly);
        module = assembly.DefineDynamicModule("Emitted");
        assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(TargetFrameworkAttribute).GetConstructor([typeof(string)])!,
            [targetFramework]));
        TypeBuilder attribute = SdkType(typeof(RelayPluginAttribute).FullName!, TypeAttributes.Class, typeof(Attribute));
        ConstructorBuilder make = attribute.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(string), typeof(Type)]);
        make.GetILGenerator().Emit(OpCodes.Ret);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(make, ["emitted", typeof(object)]));
    }

    /// <summary>Marks the assembly.</summary>
    public EmittedPlugin With(Type attribute)
    {
        assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute.GetConstructor([])!, []));
        return this;
    }

    /// <summary>Makes the assembly use a type of a third assembly.</summary>
    public EmittedPlugin Needs(string library)
    {
        ModuleBuilder other = new PersistedAssemblyBuilder(new AssemblyName(library) { Version = new Version(3, 0, 0, 0) }, typeof(object).Assembly)
            .DefineDynamicModule(library);
        TypeBuilder type = other.DefineType("Thing", TypeAttributes.Public | TypeAttributes.Class);
        MethodBuilder method = type.DefineMethod("Use", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []);
        method.GetILGenerator().Emit(OpCodes.Ret);
        unfinished.Add(type);
        return Call(method);
    }

    /// <summary>A type as the other SDK has it.</summary>
    public TypeBuilder SdkType(string name, TypeAttributes attributes, Type? parent = null)
    {
        TypeBuilder type = sdk.DefineType(name, attributes | TypeAttributes.Public, parent);
        unfinished.Add(type);
        return type;
    }

    /// <summary>An interface of the other SDK with abstract methods.</summary>
    public TypeBuilder SdkInterface(string name, params (string Name, Type Returns, Type[] Takes)[] methods)
    {
        TypeBuilder type = SdkType(name, TypeAttributes.Interface | TypeAttributes.Abstract);
        foreach ((string method, Type returns, Type[] takes) in methods)
            type.DefineMethod(method, MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot,
                returns, takes);
        return type;
    }

    /// <summary>A class of the plugin that implements all methods that the other SDK's interface has.</summary>
    public EmittedPlugin Implement(string name, TypeBuilder contract, params (string Name, Type Returns, Type[] Takes)[] methods) =>
        Implement(name, contract, typeof(object), methods);

    /// <summary>As the other one, with one more method, <c>string name(T)</c>, in a base class that is generic in T.</summary>
    public EmittedPlugin ImplementByGenericBase(string name, TypeBuilder contract, string inBase, Type argument,
        params (string Name, Type Returns, Type[] Takes)[] methods)
    {
        TypeBuilder parent = module.DefineType(name + "Base`1", TypeAttributes.Public | TypeAttributes.Class);
        Type parameter = parent.DefineGenericParameters("T")[0];
        Throw(parent.DefineMethod(inBase, Implementing, typeof(string), [parameter]));
        parent.DefineDefaultConstructor(MethodAttributes.Public);
        parent.CreateType();
        return Implement(name, contract, parent.MakeGenericType(argument), methods);
    }

    /// <summary>As the first one, with an interface of a library beside the other SDK's; the library is written too.</summary>
    /// <param name="derived">Whether that interface is derived from the other SDK's.</param>
    public EmittedPlugin ImplementBesideLibrary(string name, TypeBuilder contract, bool derived,
        params (string Name, Type Returns, Type[] Takes)[] methods)
    {
        library = new PersistedAssemblyBuilder(new AssemblyName("Third") { Version = new Version(3, 0, 0, 0) }, typeof(object).Assembly);
        TypeBuilder beside = library.DefineDynamicModule("Third")
            .DefineType("Third.IAnything", TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        if (derived)
            beside.AddInterfaceImplementation(contract);
        unfinished.Add(beside);
        return Implement(name, contract, typeof(object), methods, beside);
    }

    /// <summary>A method of the plugin that calls a method of the other SDK.</summary>
    public EmittedPlugin Call(MethodInfo method)
    {
        TypeBuilder type = module.DefineType($"Caller{unfinished.Count}", TypeAttributes.Public | TypeAttributes.Class);
        ILGenerator code = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []).GetILGenerator();
        if (!method.IsStatic)
            code.Emit(OpCodes.Ldnull);
        code.Emit(method.IsStatic ? OpCodes.Call : OpCodes.Callvirt, method);
        if (method.ReturnType != typeof(void))
            code.Emit(OpCodes.Pop);
        code.Emit(OpCodes.Ret);
        unfinished.Add(type);
        return this;
    }

    /// <summary>Writes Emitted.dll into a folder.</summary>
    public void Save(string folder)
    {
        foreach (TypeBuilder type in unfinished)
            type.CreateType();
        assembly.Save(Path.Combine(folder, "Emitted.dll"));
        library?.Save(Path.Combine(folder, "Third.dll"));
    }

    private EmittedPlugin Implement(string name, TypeBuilder contract, Type parent, (string Name, Type Returns, Type[] Takes)[] methods,
        params Type[] others)
    {
        TypeBuilder type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, parent, [contract, .. others]);
        foreach ((string method, Type returns, Type[] takes) in methods)
            Throw(type.DefineMethod(method, Implementing, returns, takes));
        unfinished.Add(type);
        return this;
    }

    private static void Throw(MethodBuilder method)
    {
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Throw);
    }
}
