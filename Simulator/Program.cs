// The entry point comes with the HTTP front.
Console.WriteLine("simulator");
