using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>The content of the messages of a store.</summary>
public interface ISpoolContent
{
    /// <summary>Whether new mail would be taken now; false below the reserve of free space, or while the storage is out of reach.</summary>
    /// <remarks>A value that the store keeps up to date by itself: reading it waits for nothing. It may be some seconds old.</remarks>
    bool HasRoom { get; }

    /// <summary>Begins the content of a new message. An id whose draft was dropped may be begun again.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="mayUseReserve">It is a report about mail that is in the queue already: the reserve of free space is there for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpoolFullException">There is no room.</exception>
    ValueTask<ISpoolDraft> BeginAsync(MessageId id, bool mayUseReserve, CancellationToken cancellationToken);

    /// <summary>Opens the content of a message; null when the message is gone. The caller releases it.</summary>
    /// <exception cref="IOException">The content cannot be read, or is not what was stored.</exception>
    /// <remarks>A store checks that the content is what was stored. Damaged content is never handed out: its entries are taken out of the queue and
    /// set aside.</remarks>
    ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken);
}
