using Relay.Sdk.Dns;

namespace Relay.Core.Dns.Messages;

/// <summary>Reads responses from octets that a stranger may have sent.</summary>
internal static class DnsResponseReader
{
    private const int ClassInternet = 1;
    private const int TypeOpt = 41;
    private const int OptionExtendedError = 15;

    public static DnsMatch Read(ReadOnlySpan<byte> message, ushort id, DnsQuestion question, out DnsResponse? response)
    {
        response = null;
        var reader = new DnsWireReader(message);
        if (!DnsHeader.TryRead(ref reader, out DnsHeader header))
            return DnsMatch.Foreign;
        if (!header.IsResponse || header.Id != id || header.Opcode != 0 || !Repeats(ref reader, header, question))
            return DnsMatch.Foreign;
        if (header.IsTruncated)
            return DnsMatch.Truncated;
        return TryReadSections(ref reader, header, question, out response) ? DnsMatch.Readable : DnsMatch.Malformed;
    }

    private static bool Repeats(ref DnsWireReader reader, DnsHeader header, DnsQuestion question)
    {
        // Some servers return a bare header with an error; there is nothing in it to believe but the error.
        if (header.Questions == 0)
            return header.Code is not ((int)DnsResponseCode.NoError or (int)DnsResponseCode.NameError);
        return header.Questions == 1
            && reader.TryReadName(out string name) && name == question.Name
            && reader.TryReadUInt16(out ushort type) && type == (int)question.Type
            && reader.TryReadUInt16(out ushort @class) && @class == ClassInternet;
    }

    private static bool TryReadSections(ref DnsWireReader reader, DnsHeader header, DnsQuestion question, out DnsResponse? response)
    {
        response = null;
        List<DnsRecord> answers = [];
        List<ExtendedDnsError> errors = [];
        if (!TryReadAnswers(ref reader, header.Answers, question, answers)
            || !TryReadAuthorities(ref reader, header.Authorities, out TimeSpan? negative, out bool nameServers)
            || !TryReadAdditionals(ref reader, header.Additionals, errors, out int? extendedCode))
            return false;

        response = new DnsResponse
        {
            Code = (DnsResponseCode)(header.Code | ((extendedCode ?? 0) << 4)),
            AuthenticData = header.AuthenticData,
            Answers = answers,
            NegativeTimeToLive = negative,
            IsReferral = nameServers && negative is null && answers.Count == 0,
            HasEdns = extendedCode is not null,
            Errors = errors,
        };
        return true;
    }

    private static bool TryReadAnswers(ref DnsWireReader reader, int count, DnsQuestion question, List<DnsRecord> answers)
    {
        for (int i = 0; i < count; i++)
        {
            if (!RecordHead.TryRead(ref reader, out RecordHead head))
                return false;
            bool wanted = head.Class == ClassInternet && (head.Type == (int)question.Type || head.Type == (int)DnsRecordType.CNAME);
            if (wanted && !DnsRecordReader.TryAdd(head, reader.Slice(head.Length), answers))
                return false;
            reader.TryReadBytes(head.Length, out _);
        }

        return true;
    }

    private static bool TryReadAuthorities(ref DnsWireReader reader, int count, out TimeSpan? negative, out bool nameServers)
    {
        negative = null;
        nameServers = false;
        for (int i = 0; i < count; i++)
        {
            if (!RecordHead.TryRead(ref reader, out RecordHead head))
                return false;
            if (head is { Class: ClassInternet, Type: (int)DnsRecordType.SOA })
            {
                if (!TryReadMinimum(reader.Slice(head.Length), out TimeSpan minimum))
                    return false;
                negative = minimum < head.TimeToLive ? minimum : head.TimeToLive;
            }

            nameServers |= head.Type == (int)DnsRecordType.NS;
            reader.TryReadBytes(head.Length, out _);
        }

        return true;
    }

    /// <param name="extendedCode">The upper bits of the response code; null without EDNS.</param>
    private static bool TryReadAdditionals(ref DnsWireReader reader, int count, List<ExtendedDnsError> errors, out int? extendedCode)
    {
        extendedCode = null;
        for (int i = 0; i < count; i++)
        {
            if (!RecordHead.TryRead(ref reader, out RecordHead head))
                return false;
            if (head.Type == TypeOpt)
            {
                if (extendedCode is not null) return false; // RFC 6891 §6.1.1: at most one
                extendedCode = head.ExtendedCode;
                if (!TryReadOptions(reader.Slice(head.Length), errors))
                    return false;
            }

            reader.TryReadBytes(head.Length, out _);
        }

        return true;
    }

    private static bool TryReadMinimum(DnsWireReader reader, out TimeSpan minimum)
    {
        minimum = default;
        if (!reader.TrySkipName() || !reader.TrySkipName() || !reader.TryReadBytes(16, out _) || !reader.TryReadUInt32(out uint seconds))
            return false;
        minimum = RecordHead.ToTimeToLive(seconds);
        return reader.Remaining == 0;
    }

    private static bool TryReadOptions(DnsWireReader reader, List<ExtendedDnsError> errors)
    {
        while (reader.Remaining > 0)
        {
            if (!reader.TryReadUInt16(out ushort option) || !reader.TryReadUInt16(out ushort length)
                || !reader.TryReadBytes(length, out ReadOnlySpan<byte> data))
                return false;
            if (option != OptionExtendedError)
                continue;
            if (data.Length < 2)
                return false;
            errors.Add(new ExtendedDnsError((data[0] << 8) | data[1], PrintableText.Of(data[2..])));
        }

        return true;
    }
}
