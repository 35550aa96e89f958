using System.Reflection;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;

namespace Relay.Sdk.Tests.Testing;

public sealed class BuilderTests
{
    [Fact]
    public void Every_moment_and_notice_is_built_by_a_method_of_its_name()
    {
        Type[] events = [.. typeof(Moment).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Moment)) || type.IsSubclassOf(typeof(Notice))))];

        foreach (Type type in events)
        {
            Type builders = type.IsSubclassOf(typeof(Moment)) ? typeof(SomeMoment) : typeof(SomeNotice);
            MethodInfo builder = builders.GetMethod(type.Name).ShouldNotBeNull($"{builders.Name}.{type.Name}()");
            object built = builder.Invoke(null, [.. builder.GetParameters().Select(parameter => parameter.DefaultValue)])!;
            built.GetType().ShouldBe(type);
        }
    }

    [Fact]
    public void Each_notice_has_an_id_of_its_own_unless_it_is_given()
    {
        SomeNotice.MessageCompleted().EventId.ShouldNotBe(SomeNotice.MessageCompleted().EventId);
        SomeNotice.MessageCompleted("7").EventId.ShouldBe("7");
    }
}
