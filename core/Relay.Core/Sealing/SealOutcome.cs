using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Sealing;

/// <summary>What became of a message that was to be sealed.</summary>
/// <param name="Draft">The content to store: the draft that was given, or another draft that replaces it.</param>
/// <param name="Body">What the content needs of a next hop.</param>
/// <param name="IsSealed">Whether all seals have answered; when not, the draft is as it was given.</param>
internal readonly record struct SealOutcome(ISpoolDraft Draft, BodyType Body, bool IsSealed);
