using OrleansDefender.Silo.Hosting;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("defender-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Forgetting_deletes_the_databases_and_nothing_that_lies_beside_them()
    {
        foreach (var file in (string[])["defender.db", "defender.db-wal", "defender.db-shm", "mine.db", "defender.db.bak", "notes.txt"])
        {
            File.WriteAllText(Path.Combine(_folder, file), "x");
        }

        DataFolder.Forget([Path.Combine(_folder, "defender.db"), Path.Combine(_folder, "never-there.db")]);

        Assert.Equal(["defender.db.bak", "mine.db", "notes.txt"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Forgetting_in_a_folder_that_is_not_there_is_no_error()
    {
        var folder = Path.Combine(_folder, "none");
        DataFolder.Forget([Path.Combine(folder, "defender.db")]);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_folder_is_made_and_left_empty()
    {
        var folder = Path.Combine(_folder, "a", "b");
        DataFolder.Prepare(folder);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused_by_the_settings_name()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "x");
        var refused = Assert.Throws<StartupException>(() => DataFolder.Prepare(file));
        Assert.StartsWith("Defender:DataPath must be a folder that can be written to", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_has_one_user_at_a_time()
    {
        using (FolderLock.Take(_folder))
        {
            Assert.Contains("is in use by another process", Assert.Throws<StartupException>(() => FolderLock.Take(_folder)).Message, StringComparison.Ordinal);
        }

        FolderLock.Take(_folder).Dispose();
    }
}
