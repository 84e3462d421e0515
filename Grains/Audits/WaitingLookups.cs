namespace OrleansDefender.Audits;

/// <summary>The certificates that wait to be looked up: the more severe first, then who came first; equal ones once.</summary>
/// <remarks>Not thread-safe. Bounded: <paramref name="most"/> certificates, those whose call is under way included.</remarks>
/// <param name="most">The most certificates.</param>
internal sealed class WaitingLookups(int most)
{
    private readonly Dictionary<string, WaitingLookup> _lookups = new(StringComparer.Ordinal);
    private readonly SortedSet<(int Rank, long Number, string Id)> _order = [];
    private readonly Dictionary<string, (int Rank, long Number, string Id)> _places = new(StringComparer.Ordinal);
    private long _next;

    /// <summary>Whether a certificate waits whose call is not under way.</summary>
    public bool IsAnyLeft => _order.Count > 0;

    /// <summary>The look-up of a certificate, or <see langword="null"/> where it does not wait.</summary>
    public WaitingLookup? Find(string certificateId) => _lookups.GetValueOrDefault(certificateId);

    /// <summary>Waits for a certificate; the answer is to be had from what is returned.</summary>
    /// <returns>The look-up; <see langword="null"/> where there is no room.</returns>
    public WaitingLookup? Ask(string certificateId, Severity severity)
    {
        if (!_lookups.TryGetValue(certificateId, out var lookup))
        {
            if (_lookups.Count >= most)
            {
                return null;
            }

            _lookups.Add(certificateId, lookup = new WaitingLookup(certificateId) { Severity = severity });
            Place(lookup, _next++);
        }
        else if (severity > lookup.Severity)
        {
            lookup.Severity = severity;
            if (_places.TryGetValue(certificateId, out var place))
            {
                Place(lookup, place.Number);
            }
        }

        lookup.Waiters++;
        return lookup;
    }

    /// <summary>One who waited waits no more. A certificate that nobody waits for and nobody has asked for yet is no longer looked up.</summary>
    public void Leave(WaitingLookup lookup)
    {
        lookup.Waiters--;
        if (lookup.Waiters == 0 && !lookup.IsAsked)
        {
            Remove(lookup);
        }
    }

    /// <summary>The next to ask for; <see langword="null"/> where none is left.</summary>
    public WaitingLookup? Take()
    {
        if (_order.Count == 0)
        {
            return null;
        }

        var lookup = _lookups[_order.Min.Id];
        Unplace(lookup.CertificateId);
        lookup.IsAsked = true;
        return lookup;
    }

    /// <summary>Its call brought nothing: it waits again, behind those of its severity.</summary>
    public void PutBack(WaitingLookup lookup)
    {
        lookup.IsAsked = false;
        lookup.IsStale = false;
        if (lookup.Waiters == 0)
        {
            Remove(lookup);
        }
        else
        {
            Place(lookup, _next++);
        }
    }

    /// <summary>It is answered.</summary>
    public void Remove(WaitingLookup lookup)
    {
        // One that was given up may have been asked for anew.
        if (_lookups.TryGetValue(lookup.CertificateId, out var known) && ReferenceEquals(known, lookup))
        {
            _lookups.Remove(lookup.CertificateId);
            Unplace(lookup.CertificateId);
        }
    }

    private void Place(WaitingLookup lookup, long number)
    {
        Unplace(lookup.CertificateId);
        var place = (-(int)lookup.Severity, number, lookup.CertificateId);
        _places[lookup.CertificateId] = place;
        _order.Add(place);
    }

    private void Unplace(string certificateId)
    {
        if (_places.Remove(certificateId, out var place))
        {
            _order.Remove(place);
        }
    }
}
