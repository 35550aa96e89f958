namespace Relay.Core.Spool.Writing;

/// <summary>What one caller wants written. Batched with others into one transaction, or tried alone when a batch fails.</summary>
internal abstract class WriteRequest
{
    /// <summary>When it began to wait.</summary>
    public long WaitingSince { get; set; }

    /// <summary>Whether it brings new messages; reports count.</summary>
    public virtual bool BringsMail => false;

    /// <summary>Whether it has outcomes of mail that is queued already: that must go on when the disk is full, and may bring reports.</summary>
    public virtual bool EndsAttempts => true;

    /// <summary>Octets that it will write, about; bounds a batch.</summary>
    public abstract long Octets { get; }

    /// <summary>Makes the changes in the open transaction. May run again after a rollback.</summary>
    public abstract void Apply(SpoolWriter writer);

    /// <summary>The changes are on stable storage. Runs on the writer thread: short, and throws nothing.</summary>
    public abstract void Succeed();

    /// <summary>Nothing of it was stored. Runs on the writer thread: short, and throws nothing.</summary>
    public abstract void Fail(Exception fault);
}
