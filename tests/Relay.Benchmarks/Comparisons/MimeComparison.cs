using System.Globalization;
using System.Text;
using MimeKit;
using Relay.Core.SevenBit;
using Relay.Core.Spool.Content;

namespace Relay.Benchmarks.Comparisons;

/// <summary>MimeKit and the relay's own code make 7bit of a message whose part has one long folded field.</summary>
internal static class MimeComparison
{
    public static async Task MeasureAsync()
    {
        Console.WriteLine($"{"octets",12} {"MimeKit ms",12} {"MB allocated",14} {"Relay ms",10} {"MB allocated",14}");
        foreach (int folds in (int[])[1_000, 4_000, 16_000])
        {
            byte[] message = WithLongField(folds);
            (double theirs, double theirMemory) = await CostAsync(() => ConvertByMimeKitAsync(message));
            (double ours, double ourMemory) = await CostAsync(() => ConvertAsync(message));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{message.Length,12} {theirs,12:F0} {theirMemory,14:F0} {ours,10:F0} {ourMemory,14:F1}"));
        }
    }

    private static byte[] WithLongField(int folds)
    {
        StringBuilder text = new("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; " +
            "charset=utf-8\r\nX-Long: a\r\n");
        for (int i = 0; i < folds; i++)
            text.Append(' ').Append('x', 78).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("Content-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n--b--\r\n").ToString());
    }

    private static async Task ConvertByMimeKitAsync(byte[] message)
    {
        using MimeMessage read = await MimeMessage.LoadAsync(new MemoryStream(message));
        read.Prepare(EncodingConstraint.SevenBit);
        await read.WriteToAsync(Stream.Null);
    }

    private static async Task ConvertAsync(byte[] message)
    {
        PooledContent content = new(message, message.Length);
        SevenBitOutcome outcome = await SevenBitConversion.OfAsync(content, mayConvert: true, CancellationToken.None);
        await using Stream converted = await ((SevenBitOutcome.Converted)outcome).Content.OpenReadAsync(CancellationToken.None);
        await converted.CopyToAsync(Stream.Null);
    }

    private static async Task<(double Milliseconds, double Megabytes)> CostAsync(Func<Task> convert)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan started = Environment.CpuUsage.TotalTime;
        await convert();
        return ((Environment.CpuUsage.TotalTime - started).TotalMilliseconds, (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6);
    }
}
