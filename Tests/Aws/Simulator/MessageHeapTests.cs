using CsCheck;

using OrleansDefender.Simulator.Sqs;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>The heap of messages against a sorted list.</summary>
public sealed class MessageHeapTests
{
    [Fact]
    public void After_any_additions_and_removals_the_first_is_the_least_and_indexes_are_right() =>
        Gen.Int[-5, 20].Array[0, 60].Sample(steps =>
        {
            var heap = new MessageHeap(m => m.VisibleAt);
            var model = new List<QueuedMessage>();
            foreach (var step in steps)
            {
                if (step >= 0)
                {
                    var message = new QueuedMessage(model.Count, 0) { VisibleAt = step };
                    heap.Add(message);
                    model.Add(message);
                }
                else if (model.Count > 0)
                {
                    var message = model[-step * 7 % model.Count];
                    heap.Remove(message);
                    model.Remove(message);
                    Assert.Equal(-1, message.HeapIndex);
                }

                Assert.Equal(model.Count, heap.Count);
                Assert.All(model, m => Assert.Same(m, heap.Items[m.HeapIndex]));
                if (model.Count > 0)
                {
                    Assert.Equal(model.Min(m => m.VisibleAt), heap.First.VisibleAt);
                }
            }
        });
}
