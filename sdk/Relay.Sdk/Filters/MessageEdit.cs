using Relay.Sdk.Mail;

namespace Relay.Sdk.Filters;

/// <summary>One change that the relay makes to a message. Closed: one of the nested records. Their factories check the values.</summary>
public abstract record MessageEdit
{
    private MessageEdit()
    {
    }

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>Puts a header field at the top of the header section, below the relay's own Received field.</summary>
    public sealed record AddHeader : MessageEdit
    {
        private const int MaxNameCharacters = 76;

        /// <param name="name">Printable ASCII without a colon (RFC 5322 §3.6.8), 76 characters at most.</param>
        /// <param name="value">The unfolded value, without control characters except tabs; the relay folds it at white space, to lines of 998
        /// characters at most (RFC 5322 §2.1.1).</param>
        /// <exception cref="ArgumentException">A header section cannot have such a field.</exception>
        /// <remarks>A value with a word that is too long for a line is a failure of the filter.</remarks>
        public AddHeader(string name, string value)
        {
            FieldNameText.Check(name);
            ArgumentNullException.ThrowIfNull(value);
            if (name.Length > MaxNameCharacters)
                throw new ArgumentException($"the name of a header field is longer than {MaxNameCharacters} characters", nameof(name));
            if (value.Any(static c => c != '\t' && char.IsControl(c)))
                throw new ArgumentException("the value of a header field has a control character", nameof(value));
            (Name, Value) = (name, value);
        }

        /// <summary>The field's name.</summary>
        public string Name { get; }

        /// <summary>The field's value, unfolded.</summary>
        public string Value { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Removes all header fields of a name.</summary>
    public sealed record RemoveHeader : MessageEdit
    {
        /// <param name="name">A field name, in any case.</param>
        /// <exception cref="ArgumentException">A header section cannot have a field of that name.</exception>
        public RemoveHeader(string name)
        {
            FieldNameText.Check(name);
            Name = name;
        }

        /// <summary>The name of the fields.</summary>
        public string Name { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Replaces the reverse-path.</summary>
    public sealed record SetReversePath : MessageEdit
    {
        /// <param name="reversePath">The new reverse-path.</param>
        public SetReversePath(ReversePath reversePath) => ReversePath = reversePath;

        /// <summary>The new reverse-path.</summary>
        public ReversePath ReversePath { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Adds a recipient.</summary>
    public sealed record AddRecipient : MessageEdit
    {
        /// <param name="recipient">The recipient.</param>
        /// <exception cref="ArgumentException">There is no recipient.</exception>
        public AddRecipient(EnvelopeRecipient recipient)
        {
            ArgumentNullException.ThrowIfNull(recipient);
            ArgumentNullException.ThrowIfNull(recipient.Mailbox, nameof(recipient));
            Recipient = recipient;
        }

        /// <summary>The new recipient.</summary>
        public EnvelopeRecipient Recipient { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Removes a recipient; a message left without recipients is accepted and dropped, and the log says so.</summary>
    public sealed record RemoveRecipient : MessageEdit
    {
        /// <param name="mailbox">The recipient's mailbox.</param>
        /// <exception cref="ArgumentException">There is no mailbox.</exception>
        public RemoveRecipient(Mailbox mailbox)
        {
            ArgumentNullException.ThrowIfNull(mailbox);
            Mailbox = mailbox;
        }

        /// <summary>The mailbox.</summary>
        public Mailbox Mailbox { get; }

        private protected override void Close()
        {
        }
    }
}
