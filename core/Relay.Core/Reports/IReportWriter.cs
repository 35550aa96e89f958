using Relay.Sdk.Spool;

namespace Relay.Core.Reports;

/// <summary>Writes delivery status notifications.</summary>
public interface IReportWriter
{
    /// <summary>Writes the report's content into a draft.</summary>
    /// <returns>The envelope of the report, null reverse-path included: everything of a queued message but its entries.</returns>
    ValueTask<QueuedMessage> WriteAsync(ReportRequest request, ISpoolDraft draft, CancellationToken cancellationToken);
}
