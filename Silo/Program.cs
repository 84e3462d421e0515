using OrleansDefender.Silo.Hosting;

return await SiloApp.RunAsync(args);
