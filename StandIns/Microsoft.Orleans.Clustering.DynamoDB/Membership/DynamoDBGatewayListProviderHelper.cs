namespace Orleans.Clustering.DynamoDB;

/// <summary>Of old; it has nothing to help with.</summary>
public class DynamoDBGatewayListProviderHelper;
