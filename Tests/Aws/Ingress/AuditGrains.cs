using System.Collections.Concurrent;

using OrleansDefender.Audits;
using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The grains of a cluster, with those of audits replaced by ones that a test scripts and looks into.</summary>
/// <param name="cluster">All other grains.</param>
public sealed class AuditGrains(IGrainFactory cluster) : IGrainFactory
{
    private readonly ConcurrentDictionary<string, ScriptedResource> _resources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScriptedThing> _things = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScriptedAuditTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScriptedReconciler> _reconcilers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScriptedPrincipalThings> _principals = new(StringComparer.Ordinal);

    /// <summary>A thing that is scripted too, from now on; those that no test names are the cluster's.</summary>
    public ScriptedThing Thing(string key) => _things.GetOrAdd(key, static _ => new ScriptedThing());

    /// <summary>A resource; made when it is first asked for.</summary>
    public ScriptedResource Resource(string key) => _resources.GetOrAdd(key, static _ => new ScriptedResource());

    /// <summary>A run's import; made when it is first asked for.</summary>
    public ScriptedAuditTask Task(string key) => _tasks.GetOrAdd(key, static _ => new ScriptedAuditTask());

    /// <summary>An account and Region's reconciler; made when it is first asked for.</summary>
    public ScriptedReconciler Reconciler(string key) => _reconcilers.GetOrAdd(key, static _ => new ScriptedReconciler());

    /// <summary>An account and Region's look-ups; made when they are first asked for.</summary>
    public ScriptedPrincipalThings Principals(string key) => _principals.GetOrAdd(key, static _ => new ScriptedPrincipalThings());

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        object? scripted =
            typeof(TGrainInterface) == typeof(IResourceGrain) ? Resource(primaryKey)
            : typeof(TGrainInterface) == typeof(IThingGrain) ? _things.GetValueOrDefault(primaryKey)
            : typeof(TGrainInterface) == typeof(IAuditTaskGrain) ? Task(primaryKey)
            : typeof(TGrainInterface) == typeof(IReconcilerGrain) ? Reconciler(primaryKey)
            : typeof(TGrainInterface) == typeof(IPrincipalThingsGrain) ? Principals(primaryKey)
            : null;
        return scripted is null ? cluster.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix) : (TGrainInterface)scripted;
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => cluster.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => cluster.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => cluster.GetGrain<TGrainInterface>(primaryKey, keyExtension, grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => cluster.GetGrain<TGrainInterface>(primaryKey, keyExtension, grainClassNamePrefix);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => cluster.CreateObjectReference<TGrainObserverInterface>(obj);

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => cluster.DeleteObjectReference<TGrainObserverInterface>(obj);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => cluster.GetGrain(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => cluster.GetGrain(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => cluster.GetGrain(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => cluster.GetGrain(grainInterfaceType, grainPrimaryKey, keyExtension);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => cluster.GetGrain(grainInterfaceType, grainPrimaryKey, keyExtension);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => cluster.GetGrain<TGrainInterface>(grainId);

    public IAddressable GetGrain(GrainId grainId) => cluster.GetGrain(grainId);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => cluster.GetGrain(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) =>
        cluster.GetGrain(interfaceType, grainKey, grainClassNamePrefix);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => cluster.GetGrain(interfaceType, grainKey);
}
