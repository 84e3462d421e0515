namespace OrleansDefender.Things;

/// <summary>Says what is not to be published for a while: silences, and fleet incidents that stand for many.</summary>
internal interface IWithholder
{
    /// <summary>Why a finding is withheld; <see langword="null"/> where nothing withholds it.</summary>
    /// <param name="profile">The security profile; absent for an incident over several.</param>
    /// <param name="behavior">The behavior; absent for an incident over several.</param>
    /// <param name="severity">The severity that it would be published with.</param>
    /// <param name="rule">The rule of an incident; absent for an alarm.</param>
    Withholding? Find(string? profile, string? behavior, Severity severity, string? rule);
}
