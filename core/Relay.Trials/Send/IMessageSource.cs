namespace Relay.Trials.Send;

/// <summary>Messages to send, dot-stuffed, ready for DATA but for the final dot. Safe for concurrent use.</summary>
internal interface IMessageSource
{
    /// <summary>Whether the content has octets above 127.</summary>
    bool Is8Bit { get; }

    /// <summary>The Message-ID of the message of that number, with angle brackets; empty when it is not known.</summary>
    string MessageId(long number);

    /// <summary>The part that differs from message to message.</summary>
    ReadOnlyMemory<byte> Header(long number);

    /// <summary>The rest, ending with CRLF.</summary>
    ReadOnlyMemory<byte> Body(long number);
}
