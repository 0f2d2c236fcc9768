//! Calls STS by the SDK's default chain for each line `get`, and prints what came of it as a line of JSON.

use aws_config::BehaviorVersion;
use aws_sdk_sts::error::DisplayErrorContext;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{}", json!({ "version": "aws-config 1.13.0" }));
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await;
    let endpoint = std::env::var("CALL_STS").expect("CALL_STS");
    let call = aws_sdk_sts::config::Builder::from(&config).endpoint_url(endpoint).build();
    let client = aws_sdk_sts::Client::from_conf(call);
    let mut lines = BufReader::new(stdin()).lines();
    while let Ok(Some(_)) = lines.next_line().await {
        match client.get_caller_identity().send().await {
            Ok(identity) => println!("{}", json!({ "arn": identity.arn() })),
            Err(error) => println!("{}", json!({ "error": DisplayErrorContext(&error).to_string() })),
        }
    }
}
