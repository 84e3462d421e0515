using CsCheck;

using OrleansDefender.Correlation.Groups;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>The count of distinct texts in bounded room.</summary>
public sealed class DistinctSketchTests
{
    [Fact]
    public void Few_are_counted_exactly_and_many_within_five_percent()
    {
        var sketch = new DistinctSketch();
        for (var i = 1; i <= 100_000; i++)
        {
            sketch.Add($"thing-{i}");
            sketch.Add($"thing-{(i / 2) + 1}");
            if (i <= DistinctSketch.MostExact)
            {
                Assert.True(sketch.IsExact);
                Assert.Equal(i, sketch.Count);
            }
            else if (i is 129 or 500 or 2_000 or 5_000 or 10_000 or 50_000 or 100_000)
            {
                Assert.False(sketch.IsExact);
                Assert.InRange(sketch.Count, i * 0.95, i * 1.05);
            }
        }

        Assert.InRange(sketch.ToBytes().Length, 1, 2_048);
    }

    [Fact]
    public void The_error_over_many_sets_is_what_the_number_of_registers_promises()
    {
        var errors = Enumerable.Range(0, 60).Select(set =>
        {
            var sketch = new DistinctSketch();
            for (var i = 0; i < 20_000; i++)
            {
                sketch.Add($"{set}/device-{i}");
            }

            return (sketch.Count / 20_000.0) - 1;
        }).ToList();

        // 1.04 / sqrt(2048) is 2.3 %: the root mean square of sixty is within a third of it, and the mean near nothing.
        Assert.InRange(Math.Sqrt(errors.Average(static error => error * error)), 0.015, 0.031);
        Assert.InRange(errors.Average(), -0.012, 0.012);
    }

    [Fact]
    public void Neither_order_nor_repeats_nor_being_stored_in_between_change_anything() =>
        Gen.Int[0, 400].Array[0, 600].Select(Gen.Shuffle(Enumerable.Range(0, 50).ToArray())).Sample((numbers, order) =>
        {
            var one = new DistinctSketch();
            foreach (var number in numbers)
            {
                one.Add($"t{number}");
            }

            var other = new DistinctSketch();
            foreach (var number in numbers.OrderBy(number => order[number % order.Length]).Concat(numbers.Take(20)))
            {
                other.Add($"t{number}");
                other = DistinctSketch.FromBytes(other.ToBytes());
            }

            Assert.Equal(one.ToBytes(), other.ToBytes());
        });
}
