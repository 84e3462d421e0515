namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>What a finding is known by.</summary>
/// <param name="Account">The account whose hub holds it.</param>
/// <param name="Region">The hub's Region.</param>
/// <param name="ProductArn">The product that reported it.</param>
/// <param name="Id">The Id that the product gave it.</param>
internal readonly record struct FindingKey(string Account, string Region, string ProductArn, string Id);
