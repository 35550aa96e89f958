namespace Relay.Sdk;
