namespace OrleansDefender.Things;

/// <summary>Says what is not to be published for a while: silences, and fleet incidents that stand for many.</summary>
internal interface IWithholder
{
    /// <summary>Why a finding is withheld; <see langword="null"/> where nothing withholds it.</summary>
    /// <param name="alarm">The alarm, or the member of an incident; absent for an incident without any.</param>
    /// <param name="severity">The severity that it would be published with.</param>
    /// <param name="isIncident">Whether it is an incident: only those give way to a fleet incident.</param>
    Withholding? Find(AlarmState? alarm, Severity severity, bool isIncident);
}
