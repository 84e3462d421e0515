namespace OrleansDefender.Simulator.Http;

/// <summary>A token bucket's size: what one account and Region may call of one operation.</summary>
/// <param name="Rate">Calls a second that are allowed for ever.</param>
/// <param name="Burst">Calls allowed at once after a rest.</param>
internal readonly record struct CallQuota(double Rate, double Burst);
