using CsCheck;

using OrleansDefender.Findings;
using OrleansDefender.Findings.Delivery;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;

namespace OrleansDefender.Tests.Unit.Findings;

/// <summary>Random submits against a hub that fails at random, in simulated time.</summary>
public sealed class HubDeliveryProperties
{
    private const int Things = 12;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Whatever_fails_and_when_the_promises_are_kept() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 60], Gen.Int[1, 8]).Sample(
            (seed, percentOfFaults, callsInFlight) => new Simulation(new Random(seed), percentOfFaults, callsInFlight).Run(),
            iter: 100);

    private sealed class Simulation(Random random, int percentOfFaults, int callsInFlight)
    {
        private readonly HubDelivery _delivery = new(
            Scope, new DeliveryOptions { CallsInFlight = callsInFlight, MaxWaitingFindings = 8 }, static _ => 2_000, TimeSpan.Zero);

        private readonly long[] _revisions = new long[Things];
        private readonly long[] _updates = new long[Things];
        private readonly bool[] _pending = new bool[Things];
        private readonly Dictionary<string, long> _hubContent = [];
        private readonly Dictionary<string, long> _hubUpdate = [];
        private readonly List<(HubCall Call, TimeSpan Done, int Fate)> _inFlight = [];
        private readonly List<(Handover Handover, FindingSnapshot Snapshot, TimeSpan At)> _open = [];
        private readonly ExactQuota _imports = new();
        private readonly ExactQuota _updateCalls = new();
        private TimeSpan _now;

        public void Run()
        {
            for (; _now < TimeSpan.FromSeconds(60); _now += Step)
            {
                if (random.Next(100) < 40)
                {
                    Submit(random.Next(Things), changes: true);
                }

                Tick(percentOfFaults);
            }

            // The faults end; the queues redeliver what was not acknowledged, and every owner's last revision must come through.
            for (; _now < TimeSpan.FromSeconds(60 + 400); _now += Step)
            {
                if (_now.Ticks % (25 * TimeSpan.TicksPerSecond) == 0)
                {
                    for (var thing = 0; thing < Things; thing++)
                    {
                        Submit(thing, changes: false);
                    }
                }

                Tick(0);
            }

            for (var thing = 0; thing < Things; thing++)
            {
                var id = IdOf("t" + thing);
                Assert.Equal(_revisions[thing], _hubContent.GetValueOrDefault(id));
                Assert.Equal(_updates[thing], _hubUpdate.GetValueOrDefault(id));
            }

            Assert.Equal(0, _delivery.Waiting);
        }

        private void Submit(int thing, bool changes)
        {
            if (changes)
            {
                _revisions[thing]++;
                if (random.Next(4) == 0)
                {
                    _updates[thing]++;
                    _pending[thing] = true;
                }
            }

            if (_revisions[thing] == 0)
            {
                return;
            }

            var update = _pending[thing] ? Update(_updates[thing], note: "n" + random.Next(2), beforeImport: random.Next(2) == 0) : null;
            var snapshot = Snapshot("t" + thing, _revisions[thing], (Severity)random.Next(1, 6), update);
            _open.Add((_delivery.Submit([snapshot], _now), snapshot, _now));
        }

        private void Tick(int faults)
        {
            foreach (var ended in _inFlight.Where(item => item.Done <= _now).ToList())
            {
                _inFlight.Remove(ended);
                Answer(ended.Call, ended.Fate);
            }

            _delivery.Expire(_now);
            while (_delivery.NextCall(_now) is { } call)
            {
                Assert.True((call.Operation == HubOperation.Import ? _imports : _updateCalls).Accepts(_now), "The quota is exceeded.");
                Assert.InRange(_inFlight.Count, 0, callsInFlight - 1);
                Assert.Empty(call.Items.Select(static item => item.Finding.Id).Intersect(_inFlight.SelectMany(static item => item.Call.Items).Select(static item => item.Finding.Id)));
                _inFlight.Add((call, _now + Step * random.Next(0, 40), random.Next(100) < faults ? random.Next(1, 7) : 0));
            }

            Assert.InRange(_delivery.Waiting, 0, 8);
            foreach (var (handover, snapshot, at) in _open.Where(item => item.Handover.IsComplete || item.At + HubDelivery.WaitLimit <= _now).ToList())
            {
                Assert.True(handover.IsComplete, "A submit waits longer than 20 s.");
                Confirm(snapshot, Assert.Single(handover.Outcomes));
                _delivery.Release(handover);
                _open.Remove((handover, snapshot, at));
            }

            var wake = _delivery.NextWake(_now);
            Assert.True(wake is null || wake > _now, "It would spin.");
        }

        private void Confirm(FindingSnapshot snapshot, DeliveryOutcome outcome)
        {
            Assert.NotEqual(DeliveryStatus.Rejected, outcome.Status);
            if (outcome.Status == DeliveryStatus.Landed)
            {
                // "Landed" is true: the hub has this revision of both, or a newer one.
                Assert.True(_hubContent.GetValueOrDefault(outcome.FindingId) >= snapshot.Revision);
                Assert.True(_hubUpdate.GetValueOrDefault(outcome.FindingId) >= (snapshot.Update?.Revision ?? 0));
                var thing = int.Parse(outcome.FindingId[(IdOf("t").Length)..], System.Globalization.CultureInfo.InvariantCulture);
                _pending[thing] &= outcome.UpdateRevision < _updates[thing];
            }
        }

        private void Answer(HubCall call, int fate)
        {
            switch (fate)
            {
                case 0 or 6:
                    // 6: every second finding meets a passing failure.
                    var failures = new List<FindingFailure>();
                    for (var index = 0; index < call.Items.Length; index++)
                    {
                        if (fate == 6 && index % 2 == 0)
                        {
                            failures.Add(new FindingFailure(call.Items[index].Finding.Id, "InternalException", null));
                        }
                        else if (!Apply(call, index))
                        {
                            failures.Add(new FindingFailure(call.Items[index].Finding.Id, "FindingNotFound", null));
                        }
                    }

                    _delivery.Answered(call, failures, _now);
                    break;
                case 1:
                    _delivery.Failed(call, SecurityHubFailure.Throttled, "429", "", _now);
                    break;
                case 2:
                    _delivery.Failed(call, SecurityHubFailure.Transient, "500", "", _now);
                    break;
                case 3:
                    for (var index = 0; index < call.Items.Length; index++)
                    {
                        Apply(call, index);
                    }

                    _delivery.Failed(call, SecurityHubFailure.Transient, "lost", "", _now);
                    break;
                case 4:
                    _delivery.Failed(call, SecurityHubFailure.AccessDenied, "403", "", _now);
                    break;
                default:
                    // A refused batch, but never a lone finding: no finding here is malformed.
                    _delivery.Failed(call, call.Items.Length > 1 ? SecurityHubFailure.InvalidInput : SecurityHubFailure.Transient, "400", "", _now);
                    break;
            }
        }

        private bool Apply(HubCall call, int index)
        {
            var (finding, sent) = call.Items[index];
            if (call.Operation == HubOperation.Import)
            {
                Assert.True(sent.Revision >= _hubContent.GetValueOrDefault(finding.Id), "An older revision lands after a newer one.");
                _hubContent[finding.Id] = sent.Revision;
                return true;
            }

            if (!_hubContent.ContainsKey(finding.Id))
            {
                return false;
            }

            Assert.True(sent.Update!.Revision >= _hubUpdate.GetValueOrDefault(finding.Id), "An older update lands after a newer one.");
            _hubUpdate[finding.Id] = sent.Update.Revision;
            return true;
        }
    }
}
