# frozen_string_literal: true

# AWS credentials of the vending service: kept in memory, renewed ahead of their end. One file for Ruby 2.0 and newer, standard library only.
#
#   VendCredentials::V1Provider   for aws-sdk 1: AWS.config(:credential_provider => ...)
#   VendCredentials::V3Provider   for aws-sdk 3, and as V2Provider for aws-sdk 2: Aws::S3::Client.new(:credentials => ...)
#   VendCredentials::Provider     for no SDK at all
#
# All take the same options, else the environment: README.md.

require 'ipaddr'
require 'json'
require 'net/http'
require 'openssl'
require 'securerandom'
require 'thread'
require 'time'
require 'timeout'
require 'uri'

module VendCredentials
  VERSION = '0.1.0'
  USER_AGENT = "vend-ruby/#{VERSION}"

  # Why there are no credentials, in one sentence of one line. Holds no token and no secret.
  class Error < StandardError
    # The HTTP status of the service's answer; nil where there was none.
    attr_reader :status
    # The service's code, such as `NotGranted`; nil where the service did not answer.
    attr_reader :code

    def initialize(message, status = nil, code = nil)
      super(message)
      @status = status
      @code = code
    end
  end

  # What belongs together: three values and their end, never changed.
  class Vended
    attr_reader :access_key_id, :secret_access_key, :session_token
    # A Time, in UTC.
    attr_reader :expiration

    def initialize(access_key_id, secret_access_key, session_token, expiration)
      @access_key_id = access_key_id.freeze
      @secret_access_key = secret_access_key.freeze
      @session_token = session_token.freeze
      @expiration = expiration.freeze
      freeze
    end

    # Seconds; not above zero once it has expired.
    def left
      expiration - Time.now
    end

    # Without the secret and the token, since inspected objects end up in logs.
    def inspect
      "#<#{self.class.name} access_key_id=#{access_key_id.inspect} expiration=#{expiration}>"
    end
  end

  # What stopped a fetch. Becomes the end of the sentence that callers get.
  class Failure < StandardError
    attr_reader :passing, :retry_after, :status, :code

    # passing: whether the same again may do; retry_after: seconds that the service wants to be waited
    def initialize(reason, about = {})
      super(reason)
      @passing = about.fetch(:passing, false)
      @retry_after = about[:retry_after]
      @status = about[:status]
      @code = about[:code]
    end

    # The same with other words.
    def reworded(reason)
      Failure.new(reason, :passing => passing, :retry_after => retry_after, :status => status, :code => code)
    end
  end
  private_constant :Failure

  # Small things that several need.
  module Plain
    module_function

    # Seconds of a clock that nobody sets (since Ruby 2.1).
    def clock
      defined?(Process::CLOCK_MONOTONIC) ? Process.clock_gettime(Process::CLOCK_MONOTONIC) : Time.now.to_f
    end

    # The members of a JSON object; nil where the text is none.
    def parse_object(body)
      text = body.dup.force_encoding(Encoding::UTF_8)
      value = text.valid_encoding? ? JSON.parse(text) : nil
      value.is_a?(Hash) ? value : nil
    rescue JSON::ParserError
      nil
    end

    # RFC 3986 section 2.1: all but what is unreserved.
    def percent_encode(text)
      text.b.gsub(/[^A-Za-z0-9\-._~]/n) { |byte| format('%%%02X', byte.ord) }
    end

    # RFC 6750 section 2.1: what may follow `Bearer` in a header. Everything else could end the header and begin another.
    def clean_token(text, source)
      token = text.to_s.dup.force_encoding(Encoding::BINARY).strip.sub(/\ABearer(?:\s+|\z)/in, '')
      raise Failure, "#{source} is empty" if token.empty?
      raise Failure, "#{source} holds something other than one token" unless token =~ /\A[A-Za-z0-9\-._~+\/]+=*\z/n
      token
    end

    # A token or a secret, none of which is larger.
    def read_small_file(path, what)
      raise Failure, "#{what} #{path} cannot be read: it is larger than 64 KiB" if File.size?(path).to_i > 64 * 1024
      read_file(path, what)
    end

    def read_file(path, what)
      File.open(path, 'rb:bom|utf-8') { |file| file.read }
    rescue SystemCallError => error
      raise Failure, "#{what} #{path} cannot be read: #{word(error)}"
    end

    # Nil where it is none. What is raised instead has no cause: Ruby prints causes, and the message of this one holds the text.
    def parse_uri(text)
      URI.parse(text)
    rescue URI::Error
      nil
    end

    # A URL that tokens or secrets may be sent to.
    def parse_url(text, setting)
      url = parse_uri(text)
      raise Failure, "#{setting} is no URL" if url.nil?
      raise Failure, "#{setting} must begin with https://" unless url.is_a?(URI::HTTP) && !url.host.to_s.empty?
      unless url.is_a?(URI::HTTPS) || loopback?(url.hostname)
        raise Failure, "#{setting} must be https: plain http is for loopback hosts only"
      end
      raise Failure, "#{setting} may have neither a user nor a fragment" if url.userinfo || url.fragment
      url
    end

    def loopback?(host)
      return true if host == 'localhost'
      address = IPAddr.new(host)
      address.ipv4? ? IPAddr.new('127.0.0.0/8').include?(address) : address == IPAddr.new('::1')
    rescue ArgumentError # of which all errors of IPAddr are
      false
    end

    # What Ruby says of a file or a connection, for a person.
    def word(error)
      case error
      when Errno::ECONNREFUSED then 'connection refused'
      when Errno::ECONNRESET, Errno::EPIPE, Errno::ECONNABORTED, IOError then 'the connection was cut'
      when SocketError then "the host's name is not known"
      when Errno::EHOSTUNREACH then 'the host cannot be reached'
      when Errno::ENETUNREACH then 'the network cannot be reached'
      when Errno::ENOENT then 'there is no such file'
      when Errno::EACCES then 'permission is denied'
      when Errno::EISDIR then 'it is a folder'
      when OpenSSL::SSL::SSLError then word_tls(error.message)
      when Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError, Net::ProtocolError then 'its answer is not HTTP'
      else error.class.name
      end
    end

    def word_tls(message)
      case message
      # Before the certificates, since it may be the client's that the other side asks for.
      when / alert / then 'the TLS handshake failed'
      when /expired/ then 'its certificate has expired'
      when /hostname|does not match/ then 'its certificate is for another host'
      when /certificate/ then 'its certificate is of an authority that is not trusted here; set VEND_CA_BUNDLE'
      when /wrong version number|packet length|data length|unknown protocol|http request|record layer failure/ then 'its answer is not TLS'
      when /unexpected eof|SYSCALL/ then 'the connection was cut'
      else 'the TLS handshake failed'
      end
    end

    # What an answer says that is not the one hoped for: the status, the code and the sentence of the service, or the error code of an
    # identity provider (RFC 6749 section 5.2). What gateways and proxies say in between is not to be trusted with the line.
    def describe_refusal(status, answer, *sent)
      return "#{status}: a redirect, which is not followed" if status >= 300 && status < 400
      answer ||= {}
      code = printable(answer['code'] || answer['error'], *sent)
      message = printable(answer['message'] || answer['error_description'], *sent)
      request = printable(answer['requestId'], *sent)
      text = status.to_s
      text += " #{code}" unless code.empty?
      text += ": #{message}" unless message.empty?
      text += " (request #{request})" unless request.empty?
      code.empty? && message.empty? ? "#{text} without a reason" : text
    end

    # A JWT that was echoed stays out of logs, and so does what was sent, in whatever pieces it comes back.
    def printable(value, *sent)
      return '' unless value.is_a?(String)
      sent = sent.map(&:b).reject(&:empty?)
      value = sent.inject(value.b) { |text, secret| text.gsub(secret) { '(token)' } }
      whole, *secrets = [value, *sent].map { |text| text.gsub(/[^\x21-\x7e]+/n, '') }
      return '(token)' if secrets.any? { |secret| !secret.empty? && whole.include?(secret) }
      value.gsub(/[^\x20-\x7e]+/, ' ').gsub(/eyJ[\w-]*(?:\.[\w-]*)*/, '(token)').strip[0, 200]
    end

    def passing_status?(status)
      [429, 500, 502, 503, 504].include?(status)
    end

    # RFC 9110 section 10.2.3: seconds, or a date; nil where it says nothing.
    def read_retry_after(header)
      return nil if header.nil?
      header =~ /\A\d+\z/ ? header.to_i : [Time.httpdate(header) - Time.now, 0].max
    rescue ArgumentError
      nil
    end
  end
  private_constant :Plain

  # How requests are made, to the service and to the identity provider: one connection each, no redirect followed.
  class Transport
    MAX_BODY_BYTES = 64 * 1024
    Reply = Struct.new(:status, :retry_after, :body)

    # For a Net::BufferedIO, which reads lines of any length, and any number of them.
    module BoundedLines
      MAX_BYTES = 64 * 1024

      def readuntil(*)
        line = super
        @line_bytes = (@line_bytes || 0) + line.bytesize
        raise Net::HTTPBadResponse, 'too many lines' if @line_bytes > MAX_BYTES
        line
      end

      private

      # What is buffered is the rest of an answer, of 64 KiB of lines and as much of a body, but where a line does not end.
      def rbuf_fill
        raise Net::HTTPBadResponse, 'too long a line' if @rbuf.bytesize > 3 * MAX_BYTES
        super
      end
    end
    private_constant :BoundedLines

    def initialize(ca_bundle, connect_seconds, read_seconds, env)
      @ca_bundle = ca_bundle
      @connect_seconds = connect_seconds
      @read_seconds = read_seconds
      @env = env
    end

    # budget: the most seconds that it may take, whatever the time limits.
    def exchange(url, request, budget)
      ends = Plain.clock + budget
      request['Connection'] = 'close'
      request['User-Agent'] = USER_AGENT
      request['Accept'] = 'application/json'
      # Asked for here, so that Net::HTTP unpacks nothing: what comes is as long as it looks.
      request['Accept-Encoding'] = 'identity'
      proxy = choose_proxy(url)
      http = build(url, proxy)
      begin
        within([@connect_seconds, budget].min, 'no connection', proxy) { http.start }
        within([@read_seconds, ends - Plain.clock].min, 'no whole answer') { read(http, request) }
      ensure
        finish(http)
      end
    end

    private

    def build(url, proxy)
      # With nil for a proxy there is none, whatever Net::HTTP itself would find in the environment.
      http = Net::HTTP.new(url.hostname, url.port, *proxy_arguments(proxy))
      http.open_timeout = @connect_seconds
      http.read_timeout = @read_seconds
      http.max_retries = 0 if http.respond_to?(:max_retries=)
      return http unless url.is_a?(URI::HTTPS)
      http.use_ssl = true
      http.verify_mode = OpenSSL::SSL::VERIFY_PEER
      http.min_version = OpenSSL::SSL::TLS1_2_VERSION if http.respond_to?(:min_version=)
      if @ca_bundle
        pem = Plain.read_file(@ca_bundle, 'the CA bundle')
        raise Failure, "the CA bundle #{@ca_bundle} holds no certificate" unless pem.include?('-----BEGIN CERTIFICATE-----')
        http.ca_file = @ca_bundle
      end
      http
    end

    def proxy_arguments(proxy)
      return [nil] if proxy.nil?
      user, password = [proxy.user, proxy.password].map { |part| part && URI.decode_www_form_component(part.gsub('+', '%2B')) }
      [proxy.hostname, proxy.port, user, password]
    end

    def read(http, request)
      body = String.new
      http.instance_variable_get(:@socket).extend(BoundedLines)
      reply = http.request(request) do |response|
        response.read_body do |part|
          body << part
          raise Failure.new('the answer is larger than 64 KiB', :passing => true) if body.bytesize > MAX_BODY_BYTES
        end
      end
      # Net::HTTP takes the end of a connection for the end of the answer.
      whole = reply.content_length
      raise Failure.new('the connection was cut', :passing => true) if whole && body.bytesize < whole
      Reply.new(reply.code.to_i, reply['Retry-After'], body)
    end

    def within(seconds, missing, proxy = nil)
      seconds = [seconds, 0.001].max # since 0 is no limit
      # Its own limits are those of each read and write: an answer that comes in drops would never end.
      Timeout.timeout(seconds) { yield }
    rescue Failure
      raise
    rescue Timeout::Error
      raise Failure.new("#{missing} within #{format('%.1f', seconds).sub(/\.0\z/, '')} s", :passing => true)
    rescue OpenSSL::SSL::SSLError => error
      # A certificate that does not hold now will not hold in a second either.
      raise Failure.new(Plain.word(error), :passing => Plain.word(error) !~ /certificate/)
    rescue Net::ProtoServerError, Net::ProtoRetriableError, Net::ProtoFatalError => error
      raise refused_by(proxy, error)
    rescue SystemCallError, SocketError, IOError, Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError, Net::ProtocolError => error
      name = proxy && "the proxy #{proxy.hostname}:#{proxy.port} cannot be reached: "
      raise Failure.new("#{name}#{Plain.word(error)}", :passing => true)
    end

    # Only of a proxy's answer to CONNECT makes Net::HTTP an exception.
    def refused_by(proxy, error)
      status = error.respond_to?(:response) ? error.response.code.to_i : 0
      place = proxy ? "#{proxy.hostname}:#{proxy.port}" : 'on the way'
      Failure.new("the proxy #{place} refused the connection: #{status}", :passing => status >= 500)
    end

    def finish(http)
      http.finish if http.started?
    rescue IOError, SystemCallError, OpenSSL::SSL::SSLError
      nil # it is closed, which is what was wanted
    end

    # By HTTPS_PROXY and NO_PROXY, the lower-case spelling first. Plain http goes to loopback hosts only, and those are never asked
    # through a proxy, so HTTP_PROXY has no say.
    def choose_proxy(url)
      proxy = set('https_proxy') || set('HTTPS_PROXY')
      return nil if proxy.nil? || Plain.loopback?(url.hostname) || exempt?(url, set('no_proxy') || set('NO_PROXY') || '')
      proxy = "http://#{proxy}" unless proxy =~ /\A[a-z][a-z0-9+.\-]*:\/\//i
      # Neither a path nor a second @: a password that is not escaped would make a part of itself the host, which messages name.
      parsed = Plain.parse_uri(proxy) if proxy =~ /\Ahttp:\/\/(?:[^@\/?#]*@)?[^@\/?#]+\/?\z/i
      return parsed if parsed && !parsed.host.to_s.empty?
      raise Failure, 'HTTPS_PROXY is not of the form http://host:port'
    end

    def set(name)
      value = @env[name]
      value.nil? || value.empty? ? nil : value
    end

    # A name stands for itself and all below it, with or without a dot in front, as in curl, Go and Python.
    def exempt?(url, list)
      list.downcase.split(/[\s,]+/).any? do |entry|
        name, port = entry.match(/\A(.*?)(?::(\d+))?\z/).captures
        bare = name.sub(/\A\*?\./, '')
        host = url.hostname.downcase
        named = bare == '*' || (!bare.empty? && (host == bare || host.end_with?(".#{bare}")))
        named && (port.nil? || port.to_i == url.port)
      end
    end
  end
  private_constant :Transport

  # A token that somebody else keeps fresh in a file: read again each time.
  class FileToken
    def initialize(path)
      @path = path
    end

    def read(_budget = nil)
      Plain.clean_token(Plain.read_small_file(@path, 'the token file'), "the token file #{@path}")
    end

    # After the service has refused a token: whether `read` would give another one now.
    def another?(refused)
      read != refused
    end
  end
  private_constant :FileToken

  # A token that the caller handed over, or something with `call` that gives one.
  class GivenToken
    def initialize(token, source)
      @token = token
      @source = source
    end

    def read(_budget)
      Plain.clean_token(@token.respond_to?(:call) ? ask : @token, @source)
    end

    def another?(_refused)
      false
    end

    private

    def ask
      @token.call
    rescue StandardError # whose message might hold what it must not
      raise Failure, 'the token function failed'
    end
  end
  private_constant :GivenToken

  # Tokens by client credentials (RFC 6749 section 4.4), kept until their last minute, in which they could end on their way.
  class ClientToken
    def initialize(client, transport)
      @client = client
      @url = client[:url]
      @transport = transport
      @token = nil
      @good_until = 0
    end

    def read(budget)
      ask(budget) if @token.nil? || Plain.clock >= @good_until
      @token
    end

    def another?(_refused)
      @token = nil
      true
    end

    private

    def origin
      "#{@url.scheme}://#{@url.host}#{":#{@url.port}" unless @url.port == @url.default_port}"
    end

    def ask(budget)
      request = Net::HTTP::Post.new(@url.request_uri)
      # Section 2.3.1: form-encoded before they are joined, since both may hold a colon.
      password = secret
      escaped = URI.encode_www_form_component(password)
      basic = ["#{URI.encode_www_form_component(@client[:id])}:#{escaped}"].pack('m0')
      request['Authorization'] = "Basic #{basic}"
      request.set_form_data(form)
      asked_at = Plain.clock
      begin
        reply = @transport.exchange(@url, request, budget)
      rescue Failure => failure
        raise failure.reworded("no token from the identity provider #{origin}: #{failure.message}")
      end
      keep(reply, asked_at, [password, escaped, basic])
    end

    def form
      audience = @client[:audience]
      form = { 'grant_type' => 'client_credentials' }
      form['scope'] = @client[:scope] if @client[:scope]
      form['audience'] = audience if audience
      form['resource'] = audience if audience && audience =~ /\A[a-z][a-z0-9+.\-]*:/i
      form
    end

    def secret
      return @client[:secret] if @client[:secret]
      path = @client[:secret_file]
      text = Plain.read_small_file(path, 'the client secret file').sub(/\r?\n\z/, '')
      raise Failure, "the client secret file #{path} is empty" if text.empty?
      text
    end

    def keep(reply, asked_at, sent)
      answer = Plain.parse_object(reply.body)
      unless reply.status == 200
        reason = "the identity provider #{origin} answered #{Plain.describe_refusal(reply.status, answer, *sent)}"
        raise Failure.new(reason, :passing => Plain.passing_status?(reply.status),
                                  :retry_after => Plain.read_retry_after(reply.retry_after))
      end
      answer ||= {}
      unless answer['access_token'].is_a?(String)
        raise Failure.new("the identity provider #{origin} answered without a token", :passing => true)
      end
      unless answer.fetch('token_type', 'Bearer').to_s.downcase == 'bearer'
        raise Failure, "the identity provider #{origin} gave a token that is not a bearer token"
      end
      # Without a word on its life it is good for this once.
      life = [answer['expires_in'].to_s.to_i, 0].max
      @token = Plain.clean_token(answer['access_token'], "the token of the identity provider #{origin}")
      @good_until = asked_at + life - 60
    end
  end
  private_constant :ClientToken

  # What was set: by options, else by the environment.
  class Settings
    OPTIONS = [
      :url, :grant, :path, :token_file, :token, :token_url, :client_id, :client_secret, :client_secret_file, :token_scope,
      :token_audience, :duration_seconds, :parameters, :ca_bundle, :refresh_ahead_seconds, :connect_timeout_seconds,
      :read_timeout_seconds, :logger
    ].freeze

    # The service, and what messages call it.
    attr_reader :url, :address
    attr_reader :grant, :path, :duration_seconds, :parameters, :tokens, :transport
    # Nil: 20 minutes, or half of what was left at receipt.
    attr_reader :refresh_ahead_seconds

    # Assigns as it goes, so that a message about what is wrong can say what was read before it.
    def load(options, env)
      @options = options
      @env = env
      address = set(:url) || raise(Failure, "the service's URL is not set; set VEND_URL")
      @url = Plain.parse_url(address, 'VEND_URL')
      raise Failure, 'VEND_URL may have no query' if @url.query
      @address = address.sub(/\/+\z/, '')
      @grant = checked_grant(set(:grant))
      @path = options[:path]
      @duration_seconds = seconds(:duration_seconds)
      @parameters = options[:parameters] || {}
      @refresh_ahead_seconds = seconds(:refresh_ahead_seconds)
      @transport = Transport.new(set(:ca_bundle), seconds(:connect_timeout_seconds) || 2, seconds(:read_timeout_seconds) || 5, env)
      @tokens = choose_tokens
      self
    end

    private

    # An option, else a variable; what is empty is not set.
    def set(name)
      return @options[name] unless @options[name].nil?
      in_env(name)
    end

    def in_env(name)
      value = @env["VEND_#{name.to_s.upcase}"]
      return nil if value.nil? || value.empty?
      # Whatever the locale: what is sent and said is UTF-8.
      value = value.dup.force_encoding(Encoding::UTF_8)
      raise Failure, "VEND_#{name.to_s.upcase} is not UTF-8" unless value.valid_encoding?
      value
    end

    def seconds(name)
      value = set(name)
      return value if value.nil? || value.is_a?(Numeric)
      raise Failure, "VEND_#{name.to_s.upcase} is no number of seconds" unless value =~ /\A\d+(?:\.\d+)?\z/
      value.include?('.') ? value.to_f : value.to_i
    end

    # Two dots would walk up the path.
    def checked_grant(grant)
      return nil if grant.nil?
      segments = grant.split('/', -1)
      if segments.empty? || segments.length > 2 || segments.any? { |segment| segment =~ /\A\.{0,2}\z/ }
        raise Failure, 'VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT'
      end
      grant
    end

    # An option of any kind wins over the environment of every kind: who passes a token means that one.
    def choose_tokens
      return FileToken.new(@options[:token_file]) if @options[:token_file]
      return client_token if @options[:token_url] || @options[:client_id]
      return GivenToken.new(@options[:token], 'the token') if @options[:token]
      return FileToken.new(in_env(:token_file)) if in_env(:token_file)
      return client_token if in_env(:token_url)
      return GivenToken.new(in_env(:token), 'VEND_TOKEN') if in_env(:token)
      raise Failure, 'no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID and its secret, or VEND_TOKEN'
    end

    def client_token
      secret = @options[:client_secret] || (@options[:client_secret_file] ? nil : in_env(:client_secret))
      file = set(:client_secret_file)
      missing = []
      missing << 'VEND_TOKEN_URL' unless set(:token_url)
      missing << 'VEND_CLIENT_ID' unless set(:client_id)
      missing << 'VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE' unless secret || file
      raise Failure, "client credentials are not set in full; set #{missing.join(' and ')}" unless missing.empty?
      client = { :url => Plain.parse_url(set(:token_url), 'VEND_TOKEN_URL'), :id => set(:client_id), :secret => secret,
                 :secret_file => file, :scope => set(:token_scope), :audience => set(:token_audience) }
      ClientToken.new(client, @transport)
    end
  end
  private_constant :Settings

  # Gets credentials from the service: up to four attempts in fifteen seconds.
  class Fetch
    MAX_ATTEMPTS = 4
    TOTAL_SECONDS = 15
    LONGEST_RETRY_AFTER_SECONDS = 5
    # More than AWS gives any session, which would else be kept as long as a mistake says.
    LONGEST_LIFE_SECONDS = 13 * 3600
    EXPIRATION = /\A(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z\z/

    def initialize(settings)
      @settings = settings
    end

    # A Vended; raises Failure with what the last attempt came to.
    def call
      ends = Plain.clock + TOTAL_SECONDS
      attempt = 1
      begin
        attempt_fetch(ends)
      rescue Failure => failure
        raise unless failure.passing
        pause = pause_after(attempt, failure.retry_after || 0)
        if attempt == MAX_ATTEMPTS || Plain.clock + pause >= ends
          raise attempt == 1 ? failure : failure.reworded("#{failure.message} after #{attempt} attempts")
        end
        sleep(pause)
        attempt += 1
        retry
      end
    end

    private

    # Any time up to 0.2, 0.4, 0.8 s, so that those who failed together do not come back together; but what the service asks for.
    def pause_after(attempt, retry_after)
      [rand * 0.2 * 2**(attempt - 1), [retry_after, LONGEST_RETRY_AFTER_SECONDS].min].max
    end

    def attempt_fetch(ends)
      token = @settings.tokens.read(left(ends))
      reply = ask(token, ends)
      if reply.status == 401 && @settings.tokens.another?(token)
        token = @settings.tokens.read(left(ends))
        reply = ask(token, ends)
      end
      reply.status == 200 ? parse(reply.body) : raise(refusal(reply, token))
    end

    def left(ends)
      [ends - Plain.clock, 0.001].max
    end

    def ask(token, ends)
      request = Net::HTTP::Get.new(target)
      request['Authorization'] = "Bearer #{token}"
      @settings.transport.exchange(@settings.url, request, left(ends))
    end

    def target
      path = @settings.path
      if path.nil?
        segments = ['v1', 'credentials'] + (@settings.grant || '').split('/')
        path = "/#{segments.map { |segment| Plain.percent_encode(segment) }.join('/')}"
      end
      query = [['format', 'ruby']]
      query << ['duration', @settings.duration_seconds] if @settings.duration_seconds
      @settings.parameters.each { |name, value| query << ["param.#{name}", value] }
      "#{@settings.url.path.sub(/\/+\z/, '')}#{path}?#{URI.encode_www_form(query)}"
    end

    def refusal(reply, token)
      answer = Plain.parse_object(reply.body)
      code = answer && answer['code']
      Failure.new(Plain.describe_refusal(reply.status, answer, token),
                  :passing => Plain.passing_status?(reply.status), :retry_after => Plain.read_retry_after(reply.retry_after),
                  :status => reply.status, :code => code.is_a?(String) ? code : nil)
    end

    # Half an answer signs requests that nobody understands: what is not whole is none.
    def parse(body)
      answer = Plain.parse_object(body)
      raise Failure.new('the answer is not the JSON of credentials', :passing => true) if answer.nil?
      texts = [:access_key_id, :secret_access_key, :session_token, :expiration].map do |name|
        text = answer[name.to_s]
        raise Failure.new("the answer lacks #{name}", :passing => true) unless text.is_a?(String) && !text.empty?
        text
      end
      [:access_key_id, :secret_access_key, :session_token].zip(texts) do |name, text|
        # They go into headers, and into the lines of files, which they must not end.
        next if text =~ /\A[\x21-\x7e]+\z/
        raise Failure.new("the answer's #{name} holds something other than printable ASCII", :passing => true)
      end
      Vended.new(texts[0], texts[1], texts[2], parse_expiration(texts[3]))
    end

    def parse_expiration(text)
      numbers = EXPIRATION.match(text)
      time = numbers && Time.utc(*numbers.captures)
      # Time.utc makes the 31st of February a day in March.
      raise ArgumentError unless time && time.strftime('%Y-%m-%dT%H:%M:%SZ') == text
      raise Failure.new("the answer's expiration is past by this machine's clock", :passing => true) if time <= Time.now
      raise Failure.new("the answer's expiration is more than 13 h ahead", :passing => true) if time - Time.now > LONGEST_LIFE_SECONDS
      time
    rescue ArgumentError
      raise Failure.new("the answer's expiration is no time", :passing => true)
    end
  end
  private_constant :Fetch

  # Keeps credentials in memory, and renews them before they end: one fetch at a time, and while the kept ones are good nobody waits
  # for it. What is kept is replaced by new credentials only, never by nothing.
  class Keeper
    LONGEST_AHEAD_SECONDS = 20 * 60
    # Less than this is not enough for a caller to begin with.
    TOO_SHORT_SECONDS = 60
    FIRST_PAUSE_SECONDS = 5
    LONGEST_PAUSE_SECONDS = 60
    # A fetch ends by itself after 15 s; but looking up a name cannot be interrupted in Ruby before 3.3.
    PATIENCE_SECONDS = 16

    # One fetch, in a thread of its own, and what came of it.
    Flight = Struct.new(:thread, :ends, :done, :vended, :error) do
      # A process that was forked has none of the threads.
      def lost?
        !thread.alive? || Plain.clock > ends
      end
    end

    # fetch: gives a Vended or raises; on_failure gets why a renewal failed that was not waited for
    def initialize(fetch, refresh_ahead_seconds, on_failure)
      @fetch = fetch
      @refresh_ahead_seconds = refresh_ahead_seconds
      @on_failure = on_failure
      @lock = Mutex.new
      @landed = ConditionVariable.new
      @kept = nil
      @flight = nil
      @failures = 0
      @not_before = 0
      @received_at = 0
    end

    # A Vended that has not expired; raises what `fetch` raises where there is none.
    def get
      kept = @kept
      # Without the lock, which a handler of signals cannot take.
      return kept if kept && Time.now < @renew_from && kept.left >= TOO_SHORT_SECONDS
      vended, error = @lock.synchronize do
        left = @kept ? @kept.left : 0
        if left <= 0
          wait_for(renew)
        elsif left < TOO_SHORT_SECONDS && may_renew?
          wait_or_keep
        else
          renew_aside if Time.now >= @renew_from && may_renew? && !under_way?
          @kept
        end
      end
      @on_failure.call(error) if error # without the lock, for a logger may well want credentials
      vended
    end

    # For who was told that these have ended before their time: gets new ones, unless there are already. Not more often than every few
    # seconds, for SDKs take some other refusals for that.
    def replace(refused)
      _, error = @lock.synchronize do
        fresh = @kept && (!@kept.equal?(refused) || Plain.clock - @received_at < FIRST_PAUSE_SECONDS)
        wait_or_keep unless fresh || !may_renew?
      end
      @on_failure.call(error) if error
      nil
    end

    private

    def may_renew?
      Plain.clock >= @not_before
    end

    def under_way?
      @flight && !@flight.lost?
    end

    # All below are called with the lock held.
    def renew(aside = false)
      return @flight if under_way?
      flight = Flight.new(nil, Plain.clock + PATIENCE_SECONDS, false)
      flight.thread = Thread.new { fly(flight, aside) }
      @flight = flight
    rescue ThreadError
      raise Failure, 'no thread can be started'
    end

    # Where no thread can be had, another time will do.
    def renew_aside
      renew(true)
    rescue Failure
      nil
    end

    def fly(flight, aside)
      begin
        flight.vended = @fetch.call
      rescue Exception => error # a thread that ends with one would be silent, or end the program
        flight.error = error
      end
      @lock.synchronize do
        land(flight) if flight.equal?(@flight)
        flight.done = true
        @landed.broadcast
      end
      @on_failure.call(flight.error) if aside && flight.error
    end

    def land(flight)
      @flight = nil
      if flight.error
        # Longer by up to a fifth, so that many processes do not knock at the same time.
        pause = [LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**[@failures, 10].min].min
        @not_before = Plain.clock + pause * (1 + rand / 5)
        @failures += 1
      else
        vended = flight.vended
        @renew_from = vended.expiration - (@refresh_ahead_seconds || [LONGEST_AHEAD_SECONDS, vended.left / 2.0].min)
        @kept = vended
        @received_at = Plain.clock
        @failures = 0
        @not_before = 0
      end
    end

    def wait_for(flight)
      until flight.done
        raise Failure, "no answer within #{PATIENCE_SECONDS} s" if flight.lost?
        @landed.wait(@lock, [flight.ends - Plain.clock, 0.01].max)
      end
      raise flight.error if flight.error
      flight.vended
    end

    # Beside the kept ones, why there are no newer.
    def wait_or_keep
      wait_for(renew)
    rescue StandardError => error
      raise if @kept.nil? || @kept.left <= 0
      [@kept, error]
    end
  end
  private_constant :Keeper

  # Credentials for any Ruby program.
  class Provider
    WARNING_PAUSE_SECONDS = 60

    # Nothing is read or sent before credentials are asked for. Raises ArgumentError for an option that there is not.
    def initialize(options = {})
      vend_open(options)
    end

    # A Vended that has not expired. Raises Error.
    def credentials
      vended
    end

    # True; raises Error where there are none, for false would make an SDK say no more than that.
    def set?
      !vended.nil?
    end

    # Without what the options hold.
    def inspect
      "#<#{self.class.name}>"
    end

    private

    # Names begin with `vend`, so that they are not those of an SDK's module that is included beside.
    def vend_open(options)
      unknown = options.keys - Settings::OPTIONS
      raise ArgumentError, "unknown options: #{unknown.join(', ')}" unless unknown.empty?
      @vend_options = options
      @vend_lock = Mutex.new
      @vend_keeper = nil
      @vend_warned_at = nil
    end

    # Makes this class one of an SDK's, which may have been loaded after this file. The class's own methods go before the module's.
    def vend_become(stock)
      self.class.send(:include, stock) unless self.class.include?(stock)
    end

    def vended
      vend_keeper.get
    rescue Error
      raise
    rescue StandardError => error
      raise vend_error(error)
    end

    def vend_anew(refused)
      vend_keeper.replace(refused)
    rescue Error
      raise
    rescue StandardError => error
      raise vend_error(error)
    end

    def vend_keeper
      @vend_keeper || @vend_lock.synchronize do
        @vend_keeper ||= begin
          @vend_settings = Settings.new
          settings = @vend_settings.load(@vend_options, ENV)
          Keeper.new(Fetch.new(settings), settings.refresh_ahead_seconds, method(:vend_warn))
        end
      end
    end

    # The one sentence that callers get.
    def vend_error(error)
      place = @vend_settings && @vend_settings.address
      grant = @vend_settings && @vend_settings.grant
      text = 'No AWS credentials'
      text += " from #{place}" if place
      text += " for grant #{grant.to_json}" if grant
      return Error.new("#{text}: #{error.class.name}") unless error.is_a?(Failure)
      Error.new("#{text}: #{error.message}", error.status, error.code)
    end

    def vend_warn(error)
      @vend_lock.synchronize do
        return if @vend_warned_at && Plain.clock - @vend_warned_at < WARNING_PAUSE_SECONDS
        @vend_warned_at = Plain.clock
      end
      sentence = "#{vend_error(error).message}; going on with those at hand"
      logger = @vend_options[:logger]
      logger ? logger.warn(sentence) : warn(sentence)
    end
  end

  # For aws-sdk 1, which asks for each value by itself: `AWS.config(:credential_provider => VendCredentials::V1Provider.new)`.
  # Stands in for AWS::Core::CredentialProviders::Provider, whose own memory would keep the first credentials forever.
  class V1Provider < Provider
    # A thread goes on with the three values that it began with. It takes newer ones after a pause that is longer than any between two
    # values of one signature: between them lies the digest of the body, which takes a while if that is large.
    LONGEST_SIGNING_SECONDS = 30
    # As the end comes near, the round trip between two requests must do as a pause; in the last minute nothing is waited for.
    NEAR_END_SECONDS = 300
    SHORT_PAUSE_SECONDS = 0.01
    LAST_SECONDS = 60

    Snapshot = Struct.new(:vended, :read_at)
    private_constant :Snapshot

    def initialize(options = {})
      vend_open(options)
      # Not by object_id, which Ruby before 2.7 gives to the next object when this one is gone.
      @vend_snapshot = :"vend_credentials_#{SecureRandom.hex(8)}"
      vend_become(::AWS::Core::CredentialProviders::Provider) if defined?(::AWS::Core::CredentialProviders::Provider)
    end

    # A Hash, all of one piece.
    def credentials
      now = vended
      { :access_key_id => now.access_key_id.dup, :secret_access_key => now.secret_access_key.dup,
        :session_token => now.session_token.dup }
    end

    def access_key_id
      snapshot.access_key_id.dup
    end

    def secret_access_key
      snapshot.secret_access_key.dup
    end

    def session_token
      snapshot.session_token.dup
    end

    # The SDK calls this when AWS says that the credentials have expired.
    def refresh
      last = Thread.current[@vend_snapshot]
      Thread.current[@vend_snapshot] = nil
      vend_anew(last && last.vended)
    end

    protected

    def get_credentials
      credentials
    end

    private

    def snapshot
      newest = vended
      last = Thread.current[@vend_snapshot]
      if last.nil? || between_signatures?(last)
        last = Thread.current[@vend_snapshot] = Snapshot.new(newest)
      end
      last.read_at = Plain.clock
      last.vended
    end

    def between_signatures?(last)
      left = last.vended.left
      return true if left < LAST_SECONDS
      Plain.clock - last.read_at >= (left < NEAR_END_SECONDS ? SHORT_PAUSE_SECONDS : LONGEST_SIGNING_SECONDS)
    end
  end

  # For aws-sdk 2 and 3: `Aws::S3::Client.new(:credentials => VendCredentials::V3Provider.new)`. Is one of the SDK's own
  # RefreshingCredentials; but the SDK's memory, which would be looked at again in the last five minutes only, and which other providers
  # empty when they fail, is bypassed: each request asks this one, which costs nothing.
  class V3Provider < Provider
    # Raises ArgumentError where the SDK has not been loaded.
    def initialize(options = {})
      raise ArgumentError, "require the AWS SDK before #{self.class.name} is made" unless defined?(::Aws::Credentials)
      # Not by `super`, which once the SDK's modules are included is theirs, and asks for credentials.
      vend_open(options)
      @vend_last = nil
      vend_become(::Aws::CredentialProvider) if defined?(::Aws::CredentialProvider)
      vend_become(::Aws::RefreshingCredentials) if defined?(::Aws::RefreshingCredentials)
    end

    # Not that of Aws::CredentialProvider, for which what has not been fetched is not set.
    def set?
      credentials.set?
    end

    # An Aws::Credentials, all of one piece.
    def credentials
      take(vended).last
    end

    # A Time.
    def expiration
      take(vended).first.expiration
    end

    # The SDK calls this when AWS says that the credentials have expired.
    def refresh!
      last = @vend_last
      vend_anew(last && last.first)
      refresh
    end

    private

    # What Aws::RefreshingCredentials asks for. Never assigns nil: raises instead.
    def refresh
      take(vended)
      nil
    end

    def take(now)
      last = @vend_last
      return last if last && last.first.equal?(now)
      fresh = ::Aws::Credentials.new(now.access_key_id, now.secret_access_key, now.session_token)
      @credentials = fresh
      @expiration = now.expiration
      @vend_last = [now, fresh].freeze
    end
  end

  V2Provider = V3Provider
end
