using System.Collections.Immutable;

namespace OrleansDefender.Findings.Delivery;

/// <summary>One submitted batch while its outcomes are gathered.</summary>
internal sealed class Handover(int count, TimeSpan deadline)
{
    private readonly DeliveryOutcome[] _outcomes = new DeliveryOutcome[count];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = count;

    /// <summary>When what has no outcome yet is answered "busy".</summary>
    public TimeSpan Deadline { get; } = deadline;

    /// <summary>Those of its findings that wait.</summary>
    public List<Waiter> Waiters { get; } = [];

    /// <summary>Its place among the open ones; absent where nothing waits.</summary>
    public LinkedListNode<Handover>? Place { get; set; }

    /// <summary>Whether each finding has its outcome.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>Ends when each finding has its outcome. Never fails.</summary>
    public Task Completion => IsComplete ? Task.CompletedTask : _completion.Task;

    /// <summary>The outcomes, in the order of the batch; only after <see cref="Completion"/>.</summary>
    public ImmutableArray<DeliveryOutcome> Outcomes => [.. _outcomes];

    /// <summary>Sets the one outcome of a finding.</summary>
    public void Set(int index, DeliveryOutcome outcome)
    {
        if (_outcomes[index] is not null)
        {
            throw new InvalidOperationException("A finding was answered twice.");
        }

        _outcomes[index] = outcome;
        if (--_missing == 0)
        {
            _completion.TrySetResult();
        }
    }
}
