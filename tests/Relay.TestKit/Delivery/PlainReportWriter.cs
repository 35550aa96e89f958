using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Relay.Core.Reports;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Delivery;

/// <summary>Writes reports of one line, and keeps what it was asked for.</summary>
public sealed class PlainReportWriter : IReportWriter
{
    public ConcurrentQueue<ReportRequest> Requests { get; } = new();

    public ValueTask<QueuedMessage> WriteAsync(ReportRequest request, ISpoolDraft draft, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        draft.Write(Encoding.UTF8.GetBytes($"{request.Kind} of {request.Message.Id}\r\n"));
        return ValueTask.FromResult(new QueuedMessage
        {
            Id = request.ReportId,
            ReceivedAt = request.At,
            ReversePath = ReversePath.Null,
            LengthOctets = draft.LengthOctets,
        });
    }
}
