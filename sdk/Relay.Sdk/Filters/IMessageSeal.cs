namespace Relay.Sdk.Filters;

/// <summary>Adds fields to a message once nothing of it will change any more: a signature, a chain of results.</summary>
/// <remarks>
/// Seals are asked after all filters and decisions, in order, each with the fields of those before it, and also about mail that filters never see:
/// reports of the relay and mail that plugins submit. What a seal has seen below its own fields is what is stored and sent, octet for octet.
/// </remarks>
public interface IMessageSeal
{
    /// <summary>Seals a message.</summary>
    /// <param name="message">The message; its content is valid until the returned task ends.</param>
    /// <param name="cancellationToken">Fires at the deadline (5 s unless said otherwise) and at the end of the session.</param>
    /// <returns>Fields to add, nothing, or that it is not possible now: then a client gets 451, a plugin is told to submit later, and a report goes
    /// without.</returns>
    ValueTask<SealResult> SealAsync(MessageToSeal message, CancellationToken cancellationToken);
}
