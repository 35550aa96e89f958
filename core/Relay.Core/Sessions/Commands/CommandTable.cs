using Relay.Core.Protocol.Server;

namespace Relay.Core.Sessions.Commands;

/// <summary>The handler of each verb.</summary>
internal static class CommandTable
{
    private static readonly ICommandHandler?[] Handlers = Build();

    /// <summary>The handler; null for a verb that the server does not have.</summary>
    public static ICommandHandler? Find(CommandVerb verb) => Handlers[(int)verb];

    private static ICommandHandler?[] Build()
    {
        var handlers = new ICommandHandler?[Enum.GetValues<CommandVerb>().Length];
        handlers[(int)CommandVerb.Helo] = new HeloHandler(extended: false);
        handlers[(int)CommandVerb.Ehlo] = new HeloHandler(extended: true);
        handlers[(int)CommandVerb.Mail] = new MailHandler();
        handlers[(int)CommandVerb.Rcpt] = new RcptHandler();
        handlers[(int)CommandVerb.Data] = new DataHandler();
        handlers[(int)CommandVerb.Bdat] = new BdatHandler();
        handlers[(int)CommandVerb.Rset] = new RsetHandler();
        handlers[(int)CommandVerb.Noop] = new FixedReplyHandler(SessionReplies.Ok);
        handlers[(int)CommandVerb.Help] = new FixedReplyHandler(SessionReplies.Help);
        handlers[(int)CommandVerb.Expn] = new FixedReplyHandler(SessionReplies.NotImplemented);
        handlers[(int)CommandVerb.Vrfy] = new VrfyHandler();
        handlers[(int)CommandVerb.Quit] = new QuitHandler();
        handlers[(int)CommandVerb.Auth] = new AuthHandler();
        handlers[(int)CommandVerb.StartTls] = new StartTlsHandler();
        return handlers;
    }
}
